/*
 * The one script, and nothing needs it.
 *
 * In lists it turns the moments into "3 uur geleden", in the language of the
 * page, and keeps them true.
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

/* Say what is new since the page was made, while somebody looks at it. */
(function () {
	"use strict";

	var PATIENCE = 10000;
	var news = document.querySelector(".news");
	var queue = document.querySelector(".menu [data-events]");

	/* A page that is out of sight gives its connection back. */
	function follow(address, name, hear) {
		var source = null, timer = 0;

		function begin() {
			clearTimeout(timer);
			if (source && source.readyState !== 2)
				return;
			source = new EventSource(address);
			source.addEventListener(name, function (event) {
				hear(JSON.parse(event.data));
			});
		}

		function end() {
			clearTimeout(timer);
			if (source)
				source.close();
			source = null;
		}

		document.addEventListener("visibilitychange", function () {
			if (document.hidden)
				timer = setTimeout(end, PATIENCE);
			else
				begin();
		});
		window.addEventListener("pagehide", end);
		window.addEventListener("pageshow", begin);
		if (!document.hidden)
			begin();
	}

	function showNews(thread) {
		var more = thread.answers - Number(news.dataset.answers);
		var link = document.createElement("a");

		news.textContent = "";
		if (more <= 0)
			return;
		link.href = thread.post ? "/p/" + thread.post :
		    location.pathname + location.search;
		link.textContent = more === 1 ? news.dataset.one :
		    news.dataset.more + " " + more;
		news.appendChild(link);
	}

	function showQueue(what) {
		var count = queue.querySelector(".count");

		if (!count) {
			count = document.createElement("span");
			count.className = "count";
			queue.append(" ", count);
		}
		count.textContent = what.waiting;
		count.hidden = what.waiting === 0;
	}

	if (!window.EventSource)
		return;
	if (news)
		follow(news.dataset.events, "thread", showNews);
	if (queue)
		follow(queue.dataset.events, "queue", showQueue);
})();
