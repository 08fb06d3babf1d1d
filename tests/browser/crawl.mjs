// Every kind of page that a site has, found by following links and sending forms
// as a visitor, a member, a moderator and an administrator do; also of a site
// that is empty, and of one that has too much to do.
//
//	const found = await everyPage();
//	for (const { role, route, address, status, html } of found.pages)
//	await found.stop();
//
// A page is the answer as it came, so that it can be looked at without doing once
// more what led to it.
import assert from "node:assert/strict";
import { run, startSite } from "../lib/site.mjs";
import { attribute, fields, unescape } from "../lib/html.mjs";
import { mailArgs, startSink } from "../lib/smtp.mjs";
import { answer, approve, decide, edit, openThread, put } from "../lib/people.mjs";

const accounts = { visitor: null, member: "lid@demo.example",
	moderator: "moderator@demo.example",
	administrator: "beheer@demo.example" };

// Of one route, as one role, with the same names in the query.
const most = 3;

// Routes to GET that are no page, or to which nothing leads.
export const unseen = new Map([
	["/t/:id/events", "a stream of events"],
	["/queue/events", "a stream of events"],
]);

// Forms that would end the session with which the crawler walks.
const isLast = (action) =>
	["/sign-out", "/account/sign-out", "/language"].includes(action);

// Where no link leads from a page: what people type, and for machines.
const begins = ["/", "/robots.txt", "/sitemap.xml", "/.well-known/security.txt",
	"/search?q=brief", "/search?q=zzzz", "/search?q=", "/sign-out",
	"/t/22?page=2", "/t/22?page=99", "/nergens", "/t/999999", "/settings",
	"/queue", "/account", "/search?q=%FF"];

// Routes to GET, as [pattern, expression].
export function routes() {
	return run(["routes"]).split("\n").map((line) => line.split(/\s+/))
		.filter(([method]) => method === "GET")
		.map(([, pattern]) => [pattern, new RegExp("^" +
			pattern.replaceAll(".", "\\.")
				.replaceAll(/:\w+/g, "[^/]+") + "$")]);
}

// "/org/new" is a route and looks like "/org/:slug" too: the plain one it is.
function routeOf(all, path) {
	const found = all.filter(([, pattern]) => pattern.test(path));
	return (found.find(([name]) => !name.includes(":")) ?? found[0])?.[0];
}

class Walk {
	constructor(site, role) {
		Object.assign(this, { site, role, client: site.client(), pages: [],
			times: new Map(), routes: routes() });
	}

	isEnough(key) {
		const n = (this.times.get(key) ?? 0) + 1;
		this.times.set(key, n);
		return n > most;
	}

	keep(reply, what = "") {
		const { pathname, search } = new URL(reply.url);
		const page = { role: this.role, address: pathname + search + what,
			url: reply.url, route: routeOf(this.routes, pathname),
			status: reply.status, html: reply.body,
			headers: reply.headers };
		this.pages.push(page);
		return page;
	}

	// Ask for these addresses, and for some of what they lead to.
	async follow(first) {
		for (const todo = [...first]; todo.length > 0;) {
			const address = todo.shift();
			const { pathname, searchParams } =
				new URL(address, this.site.url);
			const route = routeOf(this.routes, pathname);
			const key = `${route} ${[...searchParams.keys()].sort()}`;
			if (unseen.has(route) || this.times.has(address) ||
				(!first.includes(address) && this.isEnough(key)))
				continue;
			this.times.set(address, 1);
			const reply = await this.client.get(address);
			this.keep(reply).asked = route;
			todo.push(...links(reply.body));
		}
	}

	// Send every form of the pages there are: as it would come from someone
	// who left all fields open, and from someone who filled them in.
	// What a form leads to may have another: the steps of the setup.
	async send(pages = [...this.pages]) {
		for (const page of pages)
			for (const form of forms(page.html))
				for (const button of form.buttons)
					await this.sendTwice(form, button);
	}

	async sendTwice(form, button) {
		const route = form.action.replaceAll(/\/\d+/g, "/:id")
			.replace(/^\/(org|theme)\/[^/]+/, "/$1/:slug");
		const key = `${route} ${JSON.stringify(button)} ${
			Object.keys(form.full)}`;
		if (isLast(form.action) || this.times.has(key))
			return;
		this.times.set(key, 1);
		const { cookies } = this.client;
		for (const [how, values] of [["open", form.open],
			["filled in", form.full]]) {
			// Nobody becomes a member by it.
			this.client.cookies = new Map(cookies);
			const reply = await this.client.post(form.action,
				{ ...values, ...button });
			const { location } = reply.headers;
			const page = this.keep(location ?
				await this.client.get(location) : reply,
			` after ${form.action}, ${how} ${
				Object.values(button)}`.trimEnd());
			await this.send([page]);
		}
		this.client.cookies = cookies;
	}
}

// Addresses of this site in links, of pages and of a map of the site, and of
// stylesheets.
function links(html) {
	return [...html.matchAll(
		/<a\s[^>]*>|<link rel="stylesheet"[^>]*>|<loc>[^<]*/g)].map(([tag]) =>
		tag.startsWith("<loc>") ? unescape(tag.slice(5)) :
			attribute(tag, "href"))
		.filter((href) => URL.canParse(href, "https://localhost"))
		.map((href) => new URL(href, "https://localhost"))
		.filter((url) => url.hostname === "localhost")
		.map((url) => url.pathname + url.search);
}

// What somebody may type into a field of this name.
function typed(name) {
	if (/mail/.test(name))
		return "iemand@voorbeeld.example";
	if (/password/.test(name))
		return "vijf gele stoelen";
	if (/website/.test(name))
		return "https://voorbeeld.example";
	return `Een ${name} met *nadruk*\n\n# Kop\n\n- een lijst\n- van twee`;
}

// The forms of a page that change something: { action, buttons, open, full }.
function forms(html) {
	const seen = new Map();
	return [...html.matchAll(/<form\s([^>]*)>(.*?)<\/form>/gs)]
		.filter(([, head]) => /method="post"/.test(head))
		.map(([, head, body]) => {
			const action = attribute(` ${head}`, "action");
			const n = seen.get(action) ?? 0;
			seen.set(action, n + 1);
			const full = fields(html, action, n), open = { ...full };
			const visible = [...body.matchAll(
				/<(?:input|textarea)\s[^>]*>/g)].map(([tag]) => tag)
				.filter((tag) => !/type="(hidden|radio|checkbox)"/
					.test(tag));
			for (const tag of visible) {
				const name = attribute(tag, "name");
				open[name] = "";
				// The server would live at that address.
				if (name === "url")
					continue;
				full[name] ||= /<input/.test(tag) ?
					typed(name).split("\n")[0] : typed(name);
			}
			return { action, open, full, buttons: buttons(body) };
		});
}

function buttons(body) {
	return [...body.matchAll(/<button\b[^>]*>/g)].map(([tag]) => {
		const name = attribute(tag, "name");
		return name ? { [name]: attribute(tag, "value") ?? "" } : {};
	});
}

// Posts in every state; gives the addresses about them, for their author and
// for moderators.
async function furnish(site, texts) {
	const member = site.client(), moderator = site.client();
	await member.signIn(accounts.member);
	await moderator.signIn(accounts.moderator);
	const open = (theme, title, body = "Een *tekst*.\n\n# Met een kop") =>
		openThread(member, theme, title, body);
	const held = await open("partnerkeuze", "Dit wacht");
	const refused = await open("partnerkeuze", "Dit mag niet");
	await decide(moderator, refused.post, "reject", { reason: "Te kort." });
	const gone = await open("werk", "Dit is ingetrokken");
	await put(member, gone.post, "withdraw");
	const shown = await open("werk", "Dit is veranderd");
	await edit(member, shown.post, { body: "Andere *woorden*." });
	const removed = await answer(member, shown.thread, "Dit is verwijderd.");
	await put(moderator, removed, "remove", { reason: "Dat zeg je niet." });
	const asked = await open("partnerkeuze", "Dit wordt anders");
	await approve(moderator, asked.post);
	await edit(member, asked.post, { title: "Dit werd anders",
		body: "Een *andere*\n\n# Kop" });
	const reply = await answer(member, asked.thread, "Dit wacht ook.");
	const texted = await open("werk", "Opmaak", "Van alles.");
	for (const text of texts)
		await answer(member, texted.thread, text);
	const all = [`/t/${shown.thread}`, ...Array.from(
		{ length: Math.ceil(texts.length / 50) || 1 }, (_, i) =>
			`/t/${texted.thread}?page=${i + 1}`)];
	const queue = [held.post, asked.post, reply].map((id) => `/queue/${id}`);
	return { visitor: all, administrator: [...all, ...queue],
		member: [...all, ...[held, refused, gone, shown, asked]
			.flatMap(({ post }) => ["", "/edit", "/history",
				"/withdraw", "/restore"].map((step) =>
				`/p/${post}${step}`))],
		moderator: [...all, ...queue, `/p/${shown.post}/remove`, `/t/${shown.thread}/close`] };
}

// The demonstration, which is changed by this.
async function crawl(site, { texts = [], language }) {
	const own = await furnish(site, texts);
	const walks = Object.keys(accounts).map((role) => new Walk(site, role));
	await Promise.all(walks.map(async (walk) => {
		if (accounts[walk.role])
			await walk.client.signIn(accounts[walk.role]);
		if (language)
			await walk.client.post("/language", { language, next: "/" });
		await walk.follow([...begins, ...own[walk.role]]);
	}));
	for (const walk of walks)
		await walk.send();
	return walks.flatMap((walk) => walk.pages);
}

// A site that begins: for its visitors, and for who makes it; then it has an
// address, and can mail.
async function crawlEmpty(site, sink, { language }) {
	const walk = new Walk(site, "visitor");
	if (language)
		await walk.client.post("/language", { language, next: "/" });
	await walk.follow(["/", "/search?q=brief",
		/\/setup\?\S+/.exec(site.initOutput)[0]]);
	await walk.send();
	walk.role = "administrator";
	await walk.client.signIn(typed("email"), typed("password"));
	await walk.follow([...begins, "/setup"]);
	assert.ok(walk.pages.some(({ role, route, status }) => status === 200 &&
		role === "administrator" && route === "/settings"), "the setup works");
	await walk.client.submit("/settings", { url: site.url });
	await crawlMail(walk, sink);
	return walk.pages;
}

// What a member is asked and told where there is mail, and where it leads: good
// links, and then the same ones again.
async function crawlMail(walk, sink) {
	const asks = async (path, form) => {
		walk.keep(await walk.client.follow(
			await walk.client.post(path, form)));
		return new URL((await sink.next()).links[0]);
	};
	const confirm = await asks("/account/confirm", {});
	await walk.follow(["/account?saved=1"]);
	walk.role = "visitor";
	walk.client.cookies.delete("__Host-session");
	const forgot = await asks("/forgot", { email: typed("email") });
	const pages = [];
	for (const path of ["/forgot", "/sign-in?joined=1", confirm.href,
		forgot.href])
		pages.push(walk.keep(await walk.client.get(path), " with mail"));
	await walk.send(pages);
	for (const path of [forgot.href, "/confirm-address?token=x"])
		walk.keep(await walk.client.get(path), " at last");
}

// Answers to what is wrong or comes too soon.
async function crawlErrors(site, { language }) {
	const walk = new Walk(site, "visitor"), { client } = walk;
	if (language)
		await client.post("/language", { language, next: "/" });
	const form = { email: "a@voorbeeld.example", password: "vijf gele stoelen" };
	const keep = (status, reply) => {
		assert.equal(reply.status, status, reply.text);
		walk.keep(reply, ` refused with ${status}`);
	};
	keep(405, await client.raw("PUT", "/", { headers: { Origin: site.url } }));
	keep(403, await client.post("/t/1/answer", { body: "Woorden" },
		{ headers: { Origin: "https://elders.example" } }));
	keep(403, await client.post("/t/1/answer", { body: "Woorden" }));
	keep(413, await client.post("/sign-in", { ...form,
		email: "a".repeat(1 << 20) }));
	const crowd = await Promise.all(Array.from({ length: 20 }, () =>
		client.post("/sign-in", form)));
	keep(503, crowd.find(({ status }) => status === 503));
	let last;
	for (let i = 0; i < 20 && last?.status !== 429; i++)
		last = await client.post("/sign-in", form);
	keep(429, last);
	return walk.pages;
}

// texts: markdown that shall stand on a page.  language: one of the site's.
export async function everyPage(options = {}) {
	const sink = await startSink();
	const sites = await Promise.all([startSite({ demo: true }),
		startSite({ args: mailArgs(sink) }),
		startSite({ demo: true, args: ["--sign-in-limit-address", "20/86400",
			"--password-threads", "1", "--password-queue", "1"] })]);
	const pages = await Promise.all([crawl(sites[0], options),
		crawlEmpty(sites[1], sink, options), crawlErrors(sites[2], options)]);
	return { pages: pages.flat(), site: sites[0],
		stop: async () => {
			await Promise.all(sites.map((site) => site.stop()));
			sink.stop();
		} };
}

// Every route was seen, or there is a reason.
export function checkSeen(pages) {
	const seen = new Set(pages.filter((page) => page.status === 200)
		.flatMap(({ route, asked }) => [route, asked]));
	const missed = routes().map(([pattern]) => pattern)
		.filter((pattern) => !seen.has(pattern) && !unseen.has(pattern));
	assert.deepEqual(missed, [], "the crawler has not come to these");
}
