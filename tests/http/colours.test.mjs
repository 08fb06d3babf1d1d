// The colours of organisations: who may choose one, which are refused, and the
// stylesheet that they make.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { startSite } from "../lib/site.mjs";
import { threadOf } from "../lib/people.mjs";

const form = "/org/buurtbrug/edit";
let site, admin, host;
before(async () => {
	site = await startSite({ demo: true });
	admin = site.client();
	await admin.signIn("beheer@demo.example");
	host = site.client();
	await host.signIn("gastvrouw@demo.example");
});
after(() => site.stop());

function stylesOf(page) {
	return [...page.body.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)]
		.map((m) => m[1]);
}

async function choose(client, colour, more = {}) {
	const typed = (await client.get(form)).form(form);
	return client.post(form, { ...typed, colour, ...more });
}

test("without a colour there is one stylesheet: the site's own", async () => {
	const page = await site.client().get("/");
	const [style, ...more] = stylesOf(page);
	assert.deepEqual(more, []);
	assert.match(style, /^\/static\/style\.[0-9a-f]{16}\.css$/);
	assert.doesNotMatch(page.body, /class="wrap hue/);
});

test("a colour that cannot be read is refused with a better one", async () => {
	const r = await choose(host, "#FFCC00", { phone: "020 123 45 67" });
	assert.equal(r.status, 422);
	assert.match(r.body, /<a href="#colour">/);
	const [, better] = /name="take" value="(#[0-9a-f]{6})"/.exec(r.body);
	assert.match(r.text, new RegExp(`${better} lijkt er het meest op`));
	const again = r.form(form);
	assert.equal(again.colour, "#FFCC00");
	assert.equal(again.phone, "020 123 45 67");
	const taken = await host.post(form, { ...again, take: better });
	assert.equal(taken.status, 303, taken.text);
	const kept = (await host.get(form)).form(form);
	assert.equal(kept.colour, better);
	assert.equal(kept.phone, "020 123 45 67");
	assert.match((await admin.get("/log")).text, /organisatie/);
});

test("nothing but a colour is taken for one", async () => {
	for (const colour of ["rood", "#12345", "#0b5f57;}body{display:none",
		"#0b5f57\r\nSet-Cookie: a=b", "\"><script>", "url(//x)"]) {
		const r = await choose(host, colour);
		assert.equal(r.status, 422, colour);
		assert.doesNotMatch(r.body, /name="take"/);
		assert.equal(r.headers["set-cookie"], undefined);
	}
});

test("who may not edit the organisation may not colour it", async () => {
	const typed = (await host.get(form)).form(form);
	const visitor = site.client();
	assert.notEqual((await visitor.post(form,
		{ ...typed, colour: "#700000" })).status, 303);
	for (const who of ["lid", "moderator", "themamoderator"]) {
		const client = site.client();
		await client.signIn(`${who}@demo.example`);
		assert.equal((await client.post(form,
			{ ...typed, colour: "#700000" })).status, 403, who);
	}
	const now = (await host.get(form)).form(form);
	assert.equal(now.colour, typed.colour);
});

test("its pages have the colour, in the one stylesheet", async () => {
	assert.equal((await choose(admin, "#0B5F57")).status, 303);
	const visitor = site.client();
	const thread = await threadOf(visitor, "werk");
	for (const path of ["/org/buurtbrug", "/theme/werk", thread]) {
		const page = await visitor.get(path);
		const [style, ...more] = stylesOf(page);
		assert.deepEqual(more, []);
		const [, hue] = /<main id="main" class="wrap hue(\d+)">/
			.exec(page.body);
		const css = await visitor.get(style);
		assert.equal(css.status, 200);
		assert.match(css.headers["content-type"], /^text\/css/);
		assert.match(css.headers["cache-control"], /immutable/);
		assert.equal(css.headers.vary, "Accept-Encoding");
		assert.equal(css.headers["x-content-type-options"], "nosniff");
		assert.match(css.body, new RegExp(
			`\\.hue${hue}{--hue:#0b5f57;--accent:#0b5f57}`));
		assert.match(css.body, /prefers-color-scheme:dark\){\.hue/);
		assert.match(css.body, /--paper/);
	}
	assert.doesNotMatch((await visitor.get("/")).body, /class="wrap hue/);
	assert.doesNotMatch((await visitor.get("/theme/politiek")).body,
		/class="wrap hue/);
});

test("a page from before a change gets the colours of now", async () => {
	const [old] = stylesOf(await site.client().get("/"));
	assert.equal((await choose(admin, "#700000")).status, 303);
	const [style] = stylesOf(await site.client().get("/"));
	assert.notEqual(style, old);
	for (const client of [site.client(), host]) {
		const css = await client.get(old);
		assert.equal(css.status, 200);
		assert.match(css.headers["cache-control"], /no-cache/);
		assert.match(css.body, /--accent:#700000/);
		assert.match((await client.get(style)).headers["cache-control"],
			/immutable/);
	}
	assert.equal((await site.client().get("/static/verzonnen")).status,
		404);
});

test("it is packed, and not sent again to who has it", async () => {
	const client = site.client();
	const [style] = stylesOf(await client.get("/"));
	const plain = await client.get(style);
	const packed = await client.get(style,
		{ headers: { "Accept-Encoding": "gzip" } });
	assert.equal(packed.headers["content-encoding"], "gzip");
	assert.equal(gunzipSync(packed.bytes).toString(), plain.body);
	const again = await client.get(style,
		{ headers: { "If-None-Match": plain.headers.etag } });
	assert.equal(again.status, 304);
	assert.equal((await client.post(style, {})).status, 405);
});

test("without the last colour it is the site's own again", async () => {
	const [old] = stylesOf(await site.client().get("/"));
	assert.equal((await choose(host, "")).status, 303);
	const page = await site.client().get("/org/buurtbrug");
	assert.match(stylesOf(page)[0], /^\/static\/style\.[0-9a-f]{16}\.css$/);
	assert.doesNotMatch(page.body, /class="wrap hue/);
	assert.equal((await site.client().get(old)).status, 200);
});
