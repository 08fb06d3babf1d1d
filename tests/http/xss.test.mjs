// Script and markup in every field of every form: refused, or shown as the
// text that it is.  The client of ../lib looks at each page for what could run.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { exchange, host } from "../lib/raw.mjs";
import { isAbsent, readJson, readLines } from "../lib/reference.mjs";

let site, admin, member, visitor;
before(async () => {
	site = await startSite({ demo: true });
	admin = site.client();
	await admin.signIn("beheer@demo.example");
	member = site.client();
	await member.signIn("lid@demo.example");
	visitor = site.client();
});
after(() => site.stop());

const own = [
	"<script>alert(1)</script>", "</textarea><script>alert(1)</script>",
	"</title><script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
	"' onmouseover='alert(1)", '" autofocus onfocus="alert(1)', "<svg/onload=a>",
	"javascript:alert(1)", "<!-- ", "-->", "<![CDATA[", "<?php", "{{ v->name }}",
	"{% end %}", "${1+1}", "<b", "a<b>c", "&lt;script&gt;", "&#60;script>",
	"&", "&amp", "\\u003cscript>", "<iframe srcdoc='<script>'>", "<base href=//x>",
	"<meta http-equiv=refresh content=0>", "<form action=//x><input>",
	"[x](javascript:alert(1))", "[x](java\tscript:alert(1))",
	"[x](&#106;avascript:alert(1))", "[x](data:text/html,<script>)",
	"<javascript:alert(1)>", "![x](https://x.example/a.png)",
	"[a]: javascript:alert(1)\n\n[a]", '[x](https://x.example "\' onclick=a")',
	"`<script>`", "    <script>", "<a href='javascript:x'>x</a>",
	"https://x.example/\"onmouseover=alert(1)", "www.x.example/<script>",
	"+ADw-script+AD4-", "\u202e<script>", "<scr\u0131pt>", "＜script＞",
	"<style>*{display:none}</style>", "</main></body></html>",
];

// Send values of one form and see each come back as it was, or be refused.
async function echoed(client, path, form, values, action = path) {
	const r = await client.post(path, { ...form, ...values });
	if (r.status === 400)
		return;
	assert.ok([200, 409, 422].includes(r.status),
		`${path}: ${r.status} ${r.headers.location}`);
	const back = r.form(action);
	for (const [name, value] of Object.entries(values))
		assert.equal(back[name], value.replaceAll(/\r\n?/g, "\n"),
			`${path}: ${name}`);
}

// Forms that come back without a change: a preview, a mistake, an old version.
async function everyForm(payload) {
	const x = payload;
	await Promise.all([
		echoed(visitor, "/sign-up", { password: "kort" },
			{ name: x, email: x }),
		echoed(visitor, "/sign-in", { password: "fout" }, { email: x }),
		echoed(member, "/theme/politiek/new", { preview: "1" },
			{ title: x, body: x }),
		echoed(member, "/t/1/answer", { preview: "1" }, { body: x }),
		echoed(admin, "/org/lantaarn/edit", { version: "999" }, { name: x,
			body: x, visiting_address: x, postal_address: x, website: x,
			contact_person: x, email: x, phone: x }),
		echoed(admin, "/theme/werk/edit", { version: "999", policy: "open",
			openers: "members" }, { name: x, about: x }),
		echoed(admin, "/settings", { url: "geen", language: "xx" },
			{ name: x, tagline: x, time_zone: x }),
		echoed(admin, "/settings/rules", { preview: "1" }, { body: x }),
		searched(x),
		visitor.get(`/theme/werk?before=${encodeURIComponent(x)}`),
		visitor.get(`/t/1?page=${encodeURIComponent(x)}`),
		visitor.get(`/${encodeURIComponent(x)}`),
		visitor.get(`/theme/${encodeURIComponent(x)}`),
		visitor.get(`/setup?token=${encodeURIComponent(x)}`),
		visitor.get(`/sign-in?next=${encodeURIComponent(x)}`),
		visitor.get(`/sign-up?next=${encodeURIComponent(x)}`),
	]);
}

async function searched(q) {
	const r = await visitor.get(`/search?q=${encodeURIComponent(q)}`);
	if (r.status === 200)
		assert.equal(r.body.includes('name="q"'), true);
	else
		assert.equal(r.status, 400, q);
}

async function inTurns(list, n, fn) {
	const rest = [...list];
	await Promise.all(Array.from({ length: n }, async () => {
		while (rest.length > 0)
			await fn(rest.pop());
	}));
}

test("what we thought of comes back as text from every form", () =>
	inTurns(own, 4, everyForm));

test("the OWASP cheat sheet comes back as text", { skip: isAbsent }, async () => {
	const list = readJson("xss/owasp-filter-evasion.json");
	assert.ok(list.length > 100);
	await inTurns(list, 4, everyForm);
});

test("the big list of naughty strings comes back as text", { skip: isAbsent },
	async () => {
		const list = readJson("naughty/blns.json");
		assert.ok(list.length > 500);
		await inTurns(list.filter((_, i) => i % 5 === 0), 4, everyForm);
		await inTurns(list, 4, (x) => echoed(member, "/theme/politiek/new",
			{ preview: "1" }, { title: x, body: x }));
	});

// Pages on which something stands that somebody wrote.
const everywhere = ["/", "/org/lantaarn", "/theme/politiek", "/rules",
	"/contact", "/privacy", "/accessibility", "/search?q=script", "/sign-in", "/queue", "/log",
	"/account", "/account/posts", "/settings", "/settings/rules",
	"/org/lantaarn/edit", "/theme/politiek/edit", "/org/lantaarn/new-theme",
	"/theme/politiek/new", "/theme/politiek/close", "/org/lantaarn/close",
	"/org/new", "/nergens"];

async function lookEverywhere(more = []) {
	for (const client of [visitor, member, admin])
		for (const path of [...everywhere, ...more])
			await client.get(path);
	const map = await visitor.get("/sitemap/1");
	assert.doesNotMatch(map.body, /<script|<img/);
}

test("what is kept is shown as text everywhere", async () => {
	const name = '<b onclick="a">"Jan\' &amp; </script>';
	let form = (await admin.get("/org/lantaarn/edit"))
		.form("/org/lantaarn/edit");
	const line = '"><script>alert(1)</script><a href="';
	let r = await admin.post("/org/lantaarn/edit", { ...form, name: line,
		body: own.join("\n\n"), visiting_address: line, postal_address: line,
		contact_person: line, phone: line, website: "https://x.example/\"><b>",
		email: form.email });
	if (r.status === 422) {
		assert.deepEqual(Object.keys(r.form("/org/lantaarn/edit")).length > 5,
			true);
		r = await admin.post("/org/lantaarn/edit", { ...form, name: line,
			body: own.join("\n\n"), visiting_address: line,
			postal_address: line, contact_person: line, phone: line });
	}
	assert.equal(r.status, 303, r.text);
	form = (await admin.get("/theme/politiek/edit"))
		.form("/theme/politiek/edit");
	r = await admin.post("/theme/politiek/edit", { ...form, policy: "open",
		openers: "members", name: line, about: line });
	assert.equal(r.status, 303, r.text);
	form = (await admin.get("/settings")).form("/settings");
	r = await admin.post("/settings", { ...form, name: line, tagline: line });
	assert.equal(r.status, 303, r.text);
	r = await admin.post("/settings/rules", { body: own.join("\n\n") });
	assert.equal(r.status, 303, r.text);
	const jan = site.client();
	await jan.signUp(name, "jan@voorbeeld.example", "vier rode fietsen");
	await jan.signIn("jan@voorbeeld.example", "vier rode fietsen");
	r = await jan.submit("/theme/politiek/new",
		{ title: line, body: own.join("\n\n") });
	assert.equal(r.status, 200, r.text);
	const thread = /^\/t\/\d+/.exec(r.path)[0];
	const post = /id="p(\d+)"/.exec(r.body)[1];
	r = await jan.submit(`${thread}/answer`, { body: own.join("\n\n") },
		{ action: `${thread}/answer` });
	assert.equal(r.status, 200, r.text);
	r = await admin.submit(`/p/${post}/remove`, { reason: line });
	assert.equal(r.status, 200, r.text);
	await jan.get("/account/posts");
	r = await admin.get("/log");
	assert.ok(r.text.includes(line), "the reason is in the log, as text");
	await admin.submit(`/p/${post}/restore`, {});
	r = await visitor.get(thread);
	for (const words of [line, name, "{{ v->name }}", "</main></body></html>"])
		assert.ok(r.text.includes(words), words);
	assert.ok(r.text.includes(line), "the site's name, as text");
	await lookEverywhere([thread, `/p/${post}`, `/p/${post}/history`,
		`/p/${post}/answer`, `/p/${post}/edit`, `/p/${post}/remove`,
		`${thread}/close`]);
});

test("line breaks in addresses make no headers", { skip: isAbsent },
	async () => {
		const list = readLines("csrf/crlf-injection.txt");
		assert.ok(list.length > 10);
		const sent = (target) => exchange(site, `GET ${target} HTTP/1.1\r\n` +
			`${host(site)}Connection: close\r\n\r\n`);
		for (const line of list)
			for (const target of [line, `/sign-in?next=${line}`,
				`/theme/werk?before=${line}`, `/search?q=${line}`,
				`/account${line}`]) {
				const { said, statuses } = await sent(target);
				assert.equal(statuses.length, 1, target);
				const head = said.slice(0, said.indexOf("\r\n\r\n"));
				assert.doesNotMatch(head, /^set-cookie: *crlf/im, target);
				assert.doesNotMatch(head, /[^\r]\n|\r[^\n]/, target);
			}
	});

test("after signing in one stays on this site", { skip: isAbsent },
	async () => {
		const list = [...readLines("csrf/open-redirect-payloads.txt"),
			"/\\x.example", "/\t/x.example", "//x.example", "/%5cx.example",
			"/.//x.example", "/..//x.example", "\\/x.example", "/%2f/x"];
		assert.ok(list.length > 200);
		let n = 0;
		for (const next of list) {
			const r = await member.raw("GET",
				`/sign-in?next=${encodeURIComponent(next)}`);
			if (r.status === 400)
				continue;
			assert.equal(r.status, 303, next);
			const to = new URL(r.headers.location, site.url);
			assert.equal(to.origin, site.url, `${next}: ${to}`);
			assert.match(r.headers.location, /^\/(?![/\\])/, next);
			n++;
			const changed = await visitor.post("/language",
				{ language: "nl", next });
			if (changed.status === 303)
				assert.equal(new URL(changed.headers.location, site.url)
					.origin, site.url, next);
		}
		assert.ok(n > 100);
		const good = await member.raw("GET", "/sign-in?next=%2Ft%2F1");
		assert.equal(good.headers.location, "/t/1");
	});
