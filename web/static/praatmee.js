/*
 * The one script, and nothing needs it: it saves reloads, keeps what is being
 * written, and tells what is new.
 */
(function () {
	"use strict";

	var DAY_MS = 86400000;

	function all(selector, from) {
		return Array.from((from || document).querySelectorAll(selector));
	}

	/* The link of this kind that a plain click chose. */
	function chosen(event, selector) {
		return event.button === 0 && !event.ctrlKey &&
		    !event.metaKey && !event.shiftKey &&
		    event.target.closest(selector);
	}

	/*
	 * Moments become "3 uur geleden", in the words that came with the page,
	 * and stay true; the exact moment is kept as title, and for paper.
	 */
	function tellTimes() {
		var times = all(".rows time, .by [itemprop=datePublished]");
		var steps = [60, 3600, 86400, 604800], folded = [];
		/* "nu", then of each step which words begin at which number. */
		var words = document.body.dataset.ago.split(";");

		function ago(seconds) {
			var step = steps.filter(function (s) {
				return seconds >= s;
			}).length;
			var n = Math.floor(seconds / steps[step - 1]);

			if (step === 0)
				return words[0];
			return words[step].split("|").filter(function (w) {
				return parseInt(w, 10) <= n;
			}).pop().replace(/^\d+ /, "").replace(/\d+/, n);
		}

		function show(isExact) {
			times.forEach(function (time) {
				var ms = Date.now() - Date.parse(time.dateTime);

				time.title = time.title || time.textContent;
				/* After five weeks a date says more. */
				time.textContent = isExact || ms < -60000 ||
				    ms > 35 * DAY_MS ? time.title :
				    ago(ms / 1000);
			});
		}

		show();
		setInterval(show, 60000);
		/* On paper all is exact and unfolded. */
		addEventListener("beforeprint", function () {
			show(true);
			folded = all(".branch:not([open])");
			folded.forEach(function (branch) {
				branch.open = true;
			});
		});
		addEventListener("afterprint", function () {
			show();
			folded.forEach(function (branch) {
				branch.open = false;
			});
		});
	}

	/*
	 * From an answer to what it answers, and back: the other post gets a
	 * link to where one came from.
	 */
	function linkBack(event) {
		var up = chosen(event, ".by .meta a[href^='#p']");
		var post = up && document.getElementById(up.hash.slice(1));
		var from = up && up.closest("[id^=p]");
		var meta = post && post.querySelector(".by .meta"), back;

		if (!meta)
			return;
		back = post.querySelector(".back") ||
		    document.createElement("a");
		back.className = "back";
		back.dir = "auto";
		back.href = "#" + from.id;
		back.textContent = "\u2193 " +
		    from.querySelector("[itemprop=name]").textContent;
		meta.append(back);
	}

	/* The page of an address; fails when another answers for it. */
	function ask(address, options) {
		return fetch(address, options).then(function (reply) {
			if (reply.redirected)
				throw new Error("elsewhere");
			return reply.text();
		}).then(function (text) {
			return new DOMParser().parseFromString(text,
			    "text/html");
		});
	}

	/* That form of it, or the form itself. */
	function formOf(page, action) {
		return all("main form", page).find(function (form) {
			return form.getAttribute("action") === action;
		});
	}

	/* A node of another page in this one, its ids with that end. */
	function adopt(node, end) {
		[node].concat(all("*", node)).forEach(function (e) {
			["id", "for", "href", "aria-labelledby",
				"aria-describedby"].forEach(function (name) {
				var value = e.getAttribute(name);

				if (value && (name !== "href" ||
				    value.charAt(0) === "#"))
					e.setAttribute(name,
					    value.replace(/\S+/g, "$&" + end));
			});
		});
		return document.adoptNode(node);
	}

	/* By the link that opens it: the form below a post; null: asked for. */
	var boxes = new Map();

	function toggle(link, box) {
		box.hidden = !box.hidden;
		link.setAttribute("aria-expanded", String(!box.hidden));
		(box.hidden ? link : box.querySelector("textarea")).focus();
	}

	function openForm(link, page) {
		var form = formOf(page, link.getAttribute("href"));
		var box = document.createElement("div");

		box.className = "compose here";
		box.hidden = true;
		box.setAttribute("role", "group");
		box.setAttribute("aria-label", link.textContent);
		box.append(adopt(form, "-" + link.closest("[id^=p]").id));
		link.closest(".tools").after(box);
		boxes.set(link, box);
		form.querySelector(".cancel").addEventListener("click",
		    function (event) {
			event.preventDefault();
			toggle(link, box);
		});
		restore(form);
		toggle(link, box);
	}

	/* Below an answer in place; where anything is odd, on its page. */
	function answerHere(event) {
		var link = chosen(event, ".post .tools a[href$='/answer']");

		if (!link)
			return;
		event.preventDefault();
		if (boxes.get(link))
			toggle(link, boxes.get(link));
		if (boxes.has(link))
			return;
		boxes.set(link, null);
		ask(link.href).then(function (page) {
			openForm(link, page);
		}).catch(function () {
			boxes.delete(link);
			location.assign(link.href);
		});
	}

	function showPreview(form, page) {
		/* Above it may stand that the post was changed. */
		var found = all("#preview, .notice.bad", page).pop();
		var end = form.querySelector("textarea").id.slice(4);
		var old = form.previousElementSibling;

		if (!formOf(page, form.getAttribute("action")))
			throw new Error("another page");
		if (old && old.matches("[id^=preview], .notice.bad"))
			old.remove();
		form.before(adopt(found, end));
		found.tabIndex = -1;
		found.focus();
	}

	function previewHere(event) {
		var form = event.target, button = event.submitter, typed;

		if (!button || button.name !== "preview")
			return;
		event.preventDefault();
		typed = new URLSearchParams(new FormData(form));
		typed.set("preview", "1");
		ask(form.action, { method: "POST", body: typed })
		    .then(function (page) {
			showPreview(form, page);
		}).catch(function () {
			document.removeEventListener("submit", previewHere);
			setTimeout(function () {
				form.requestSubmit(button);
			});
		});
	}

	/*
	 * What a member is writing is kept in this browser until it has been
	 * sent.  It is given back in an empty form, and forgotten after a
	 * month or when its writer signs out.
	 */
	var DRAFT_DAYS = 30;
	var me = document.querySelector(".menu [href='/account']");

	function draftKey(form) {
		return me && form.querySelector(
		    ".draft, [type=hidden][name=body]") && "draft " +
		    me.textContent + " " + form.getAttribute("action");
	}

	function typedIn(form) {
		return all("[name=title], [name=body]", form);
	}

	function keep(form) {
		var key = draftKey(form), draft = { at: Date.now() };

		if (!key)
			return;
		typedIn(form).forEach(function (field) {
			draft[field.name] = field.value;
		});
		if ((draft.title || "") + draft.body === "")
			localStorage.removeItem(key);
		else
			localStorage.setItem(key, JSON.stringify(draft));
	}

	function restore(form) {
		var key = draftKey(form);
		var draft = key && JSON.parse(localStorage.getItem(key));

		if (draft)
			typedIn(form).forEach(function (field) {
				if (field.value !== "" || !draft[field.name])
					return;
				field.value = draft[field.name];
				form.querySelector(".draft").hidden = false;
			});
	}

	/* Drop the drafts from before a moment. */
	function forget(before) {
		Object.keys(localStorage).forEach(function (key) {
			if (key.indexOf("draft ") === 0 && JSON.parse(
			    localStorage.getItem(key)).at < before)
				localStorage.removeItem(key);
		});
	}

	/* What is sent from here and kept leads on to another page. */
	function forgetSent() {
		var from = performance.getEntriesByType("navigation")[0];
		var key = sessionStorage.getItem("sent");

		sessionStorage.removeItem("sent");
		if (key && from.redirectCount > 0)
			localStorage.removeItem(key);
	}

	function keepDrafts() {
		forgetSent();
		forget(Date.now() - DRAFT_DAYS * DAY_MS);
		all("main form").forEach(restore);
		document.addEventListener("input", function (event) {
			if (event.target.form)
				keep(event.target.form);
		});
		document.addEventListener("submit", function (event) {
			var form = event.target;

			if (/\/sign-out$/.test(form.getAttribute("action")))
				forget(Infinity);
			if (event.defaultPrevented)
				return;
			keep(form);
			sessionStorage.setItem("sent", draftKey(form) || "");
		});
		/* Back in a form that nobody answered. */
		addEventListener("pageshow", function (event) {
			if (event.persisted)
				sessionStorage.removeItem("sent");
		});
	}

	tellTimes();
	document.addEventListener("click", linkBack);
	document.addEventListener("click", answerHere);
	document.addEventListener("submit", previewHere);
	keepDrafts();
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
		window.addEventListener("pageshow", function () {
			if (!document.hidden)
				begin();
		});
		if (!document.hidden)
			begin();
	}

	function showNews(thread) {
		var more = thread.answers - Number(news.dataset.answers);
		var link = news.querySelector("a") ||
		    document.createElement("a");

		if (more <= 0) {
			link.remove();
			return;
		}
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
