/*
 * The one script, and nothing needs it: in lists it turns the moments into
 * "3 uur geleden", in the language of the page, and keeps them true.
 */
(function () {
	"use strict";

	var steps = [
		["minute", 60], ["hour", 3600], ["day", 86400], ["week", 604800]
	];
	var times = document.querySelectorAll(".rows time");
	var words;

	if (times.length === 0 || !window.Intl || !Intl.RelativeTimeFormat)
		return;
	words = new Intl.RelativeTimeFormat(document.documentElement.lang,
	    { numeric: "auto" });

	function ago(seconds) {
		var step = steps[0];

		for (var i = 0; i < steps.length; i++)
			if (seconds >= steps[i][1])
				step = steps[i];
		return words.format(-Math.floor(seconds / step[1]), step[0]);
	}

	function show() {
		times.forEach(function (time) {
			var at = Date.parse(time.getAttribute("datetime"));
			var seconds = (Date.now() - at) / 1000;

			if (!time.title)
				time.title = time.textContent;
			/* Older than five weeks, a date says more. */
			if (seconds >= -60 && seconds < 35 * 86400)
				time.textContent = ago(Math.max(0, seconds));
			else
				time.textContent = time.title;
		});
	}

	show();
	setInterval(show, 60000);
})();
