// What is new to a member since their last visit: marked for them alone, in
// whatever state and role, and the page that others get stays as it is.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { parseMetrics } from "../lib/metrics.mjs";
import { startSite } from "../lib/site.mjs";
import { addPerson, answer, approve, openThread, put, reject }
	from "../lib/people.mjs";

const openTheme = "politiek", heldTheme = "partnerkeuze";

let site, counter, admin, writer, anna, bram, cor;
before(async () => {
	site = await startSite({ demo: true });
	counter = site.client({ plain: true });
	admin = site.client();
	await admin.signIn("beheer@demo.example");
	writer = await addPerson(site, "Wim");
	anna = await addPerson(site, "Anna");
	bram = await addPerson(site, "Bram");
	cor = await addPerson(site, "Cor");
});
after(() => site.stop());

// Do something, and wait until what was seen meanwhile is kept.
async function noted(what) {
	const result = await what(), end = Date.now() + 20000;
	for (;;) {
		const m = parseMetrics((await counter.get("/metrics")).body);
		assert.equal(m.get("praatmee_seen_lost_total"), 0);
		if (m.get("praatmee_seen_waiting_notes") === 0)
			return result;
		assert.ok(Date.now() < end, "notes are kept");
		await new Promise((r) => setTimeout(r, 20));
	}
}

// As browsers ask for it, so that it may be the page that members share.
async function read(client, path, headers = {}) {
	const r = await client.raw("GET", path,
		{ headers: { "Accept-Encoding": "gzip", ...headers } });
	const body = r.status === 304 || !r.headers["content-encoding"] ?
		r.body : gunzipSync(r.bytes).toString("utf8");
	return { status: r.status, etag: r.headers.etag,
		body: body.replace(/(name="key" value=")[^"]*/g, "$1") };
}

// Of a page: what it says is new, where that leads, and its posts with marks.
function marks({ body }) {
	const line = /<p class="notice fresh">(.*?) <a href="([^"]*)">(.*?)<\/a>/
		.exec(body);
	const posts = body.split(/(?=<div class="post)/).slice(1).map((text) => ({
		id: /id="p(\d+)"/.exec(text)[1],
		isFresh: /^<div class="post [^"]*\bfresh"/.test(text),
		isMarked: text.includes('<span class="mark fresh">nieuw</span>'),
		next: /<a class="next" href="([^"]*)">/.exec(text)?.[1],
	}));
	for (const post of posts) {
		assert.equal(post.isMarked, post.isFresh);
		assert.ok(post.isFresh || !post.next);
	}
	return { says: line?.[1], first: line?.[2], link: line?.[3],
		fresh: posts.filter((p) => p.isFresh).map((p) => p.id),
		next: posts.filter((p) => p.isFresh).map((p) => p.next) };
}

const nothing = { says: undefined, first: undefined, link: undefined,
	fresh: [], next: [] };

// A thread in which Anna was, and who opened it, after one answer.
function visited(title, theme = openTheme) {
	return noted(async () => {
		const { thread } = await openThread(admin, theme, title, "Begin");
		await answer(admin, thread, "Eerste");
		const path = `/t/${thread}`;
		assert.deepEqual(marks(await read(anna, path)), nothing);
		return { thread, path };
	});
}

test("what is new is marked, with the way to it", async () => {
	const { thread, path } = await visited("Nieuws");
	const one = await answer(writer, thread, "Een");
	assert.deepEqual(marks(await noted(() => read(anna, path))), {
		says: "Eén nieuwe reactie sinds je vorige bezoek.",
		first: `#p${one}`, link: "Naar de nieuwe reactie",
		fresh: [one], next: [undefined] });
	const two = await answer(writer, thread, "Twee");
	const both = { says: "2 nieuwe reacties sinds je vorige bezoek.",
		first: `#p${one}`, link: "Naar de eerste nieuwe reactie",
		fresh: [one, two], next: [`#p${two}`, undefined] };
	assert.deepEqual(marks(await noted(() => read(anna, path))), both);
	// Read again, and on another device; her own answer is not new to her.
	await answer(anna, thread, "Van mij");
	const elsewhere = site.client();
	await elsewhere.signIn("anna@test.example", "vier rode fietsen");
	await noted(() => read(anna, path));
	for (const client of [anna, elsewhere, anna])
		assert.deepEqual(marks(await read(client, path)), both);
	await anna.post("/language", { language: "en", next: "/" });
	assert.match((await read(anna, path)).body,
		/2 new answers since your last visit\. <a [^>]*>To the first new/);
	await anna.post("/language", { language: "nl", next: "/" });
});

test("a mark is nobody else's", async () => {
	const { thread, path } = await visited("Van mij alleen");
	const visitor = site.client();
	const fresh = await answer(writer, thread, "Nieuws");
	const plain = (await read(visitor, path)).body;
	assert.doesNotMatch(plain, /fresh|vorige bezoek/);
	await noted(async () => {
		for (let i = 0; i < 10; i++) {
			assert.deepEqual(marks(await read(anna, path)).fresh, [fresh]);
			// Bram was never here; Wim wrote it himself.
			assert.deepEqual(marks(await read(bram, path)), nothing);
			assert.equal((await read(visitor, path)).body, plain);
		}
	});
	await noted(async () =>
		assert.deepEqual(marks(await read(writer, path)), nothing));
	assert.equal((await read(visitor, path)).body, plain);
});

test("a page with marks has a name of its own", async () => {
	const { thread, path } = await visited("Namen");
	await noted(() => read(bram, path));
	const { etag } = await read(anna, path);
	const known = { "If-None-Match": etag };
	assert.equal((await read(anna, path, known)).status, 304);
	await noted(async () => {
		const fresh = await answer(writer, thread, "Nieuws");
		for (const client of [anna, bram]) {
			const page = await read(client, path, known);
			assert.equal(page.status, 200);
			assert.deepEqual(marks(page).fresh, [fresh]);
		}
	});
	// Who has nothing new shares a page again, which has a name that holds.
	const clean = await noted(() => read(cor, path));
	assert.equal((await read(cor, path, { "If-None-Match": clean.etag }))
		.status, 304);
	assert.equal((await read(anna, path, { "If-None-Match": clean.etag }))
		.status, 200);
});

test("new is what everyone may read, whoever looks", async () => {
	const { thread, path } = await visited("Wachten", heldTheme);
	const moderator = await addPerson(site, "Mo", "moderator");
	await noted(async () => {
		for (const client of [moderator, bram, writer])
			assert.deepEqual(marks(await read(client, path)), nothing);
	});
	const held = await answer(writer, thread, "Wacht");
	const no = await answer(writer, thread, "Mag niet");
	await reject(admin, no, "Zo niet.");
	for (const client of [anna, bram, moderator, writer])
		assert.deepEqual(marks(await read(client, path)), nothing);
	// It was written before they looked, and is shown now.
	await approve(admin, held);
	await noted(async () => {
		for (const client of [anna, bram, moderator])
			assert.deepEqual(marks(await read(client, path)).fresh, [held]);
		assert.deepEqual(marks(await read(writer, path)), nothing);
	});
	await put(writer, held, "withdraw");
	for (const client of [anna, bram, moderator, writer])
		assert.deepEqual(marks(await read(client, path)), nothing);
	await put(writer, held, "restore");
	await approve(admin, held).catch(() => {});
	assert.deepEqual(marks(await read(anna, path)).fresh, [held]);
});

test("what is new on another page is one link away, and what was answered",
	async () => {
		const { thread, path } = await visited("Lang gesprek");
		const parent = await answer(writer, thread, "Daar ging het om");
		const address = `/p/${parent}/answer`;
		for (let i = 0; i < 52; i++) {
			const form = (await writer.get(address)).form(address);
			const r = await writer.post(address, { ...form, body: `${i}` });
			assert.equal(r.status, 303, r.text);
		}
		const pages = [];
		await noted(async () => {
			for (const at of [path, `${path}?page=2`])
				pages.push(marks(await read(anna, at)));
		});
		const all = pages.flatMap((page) => page.fresh);
		assert.equal(all.length, 53);
		assert.ok(pages.every((page) => page.fresh.length > 1));
		assert.ok(pages.every((page) => page.says ===
			"53 nieuwe reacties sinds je vorige bezoek."));
		assert.deepEqual(pages.map((page) => page.first),
			[`#p${parent}`, `/p/${parent}`]);
		// From each to the next, from page to page, and each is there.
		assert.deepEqual(pages.flatMap((page) => page.next), all.map((_, i) =>
			i + 1 === all.length ? undefined :
				(all[i + 1] === pages[1].fresh[0] ? "/p/" : "#p") +
				all[i + 1]));
		const next = pages[0].next.at(-1);
		const there = await anna.raw("GET", next);
		assert.equal(there.headers.location,
			`${path}?page=2#p${pages[1].fresh[0]}`);
		// Back to what they answer, from the page on which that is not.
		const second = await anna.get(there.headers.location);
		const links = [...second.body.matchAll(
			/<a href="([^"]*)">op een eerder bericht/g)].map((m) => m[1]);
		assert.equal(links.length, pages[1].fresh.length);
		for (const link of new Set(links)) {
			assert.equal(link, `/p/${parent}`);
			assert.equal((await anna.raw("GET", link)).headers.location,
				`${path}#p${parent}`);
		}
		assert.match((await anna.get(links[0])).body,
			new RegExp(`id="p${parent}"`));
	});
