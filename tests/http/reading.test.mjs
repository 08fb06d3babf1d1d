// What visitors and members read: lists, threads page by page, search, errors.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";

let site, visitor;
before(async () => {
	site = await startSite({ demo: true });
	visitor = site.client();
});
after(() => site.stop());

const ids = (body) =>
	[...body.matchAll(/class="post[^"]*" id="p(\d+)"/g)].map((m) => m[1]);

// A thread of more than one page, and its pages.
async function longThread() {
	const front = await visitor.get("/theme/politiek");
	const rows = [...front.body.matchAll(
		/href="(\/t\/\d+)".*?class="says">Al (\d+) reacties/gs)];
	const [, path, count] = rows.find((r) => +r[2] > 50);
	return { path, count: +count };
}

test("the front page has the organisations, the themes and the newest",
	async () => {
		const page = await visitor.get("/");
		for (const slug of ["lantaarn", "granaatappel", "buurtbrug"])
			assert.match(page.body, new RegExp(`href="/org/${slug}"`));
		assert.equal(page.body.match(/href="\/theme\/[a-z-]+" dir="auto">[^<]+<\/a><\/h3>/g)
			.length, 8);
		assert.match(page.body, /Al \d+ reacties, praat mee/);
		assert.match(page.body, /Al één reactie, praat mee/);
		assert.match(page.body, /Nog geen reacties, praat mee/);
	});

test("a long thread reads on from page to page, each post once", async () => {
	const { path, count } = await longThread();
	const all = [];
	let at = path, n = 0;
	while (at) {
		const page = await visitor.get(at);
		assert.equal(/rel="prev"/.test(page.body), n++ > 0);
		assert.match(page.body, /<h1[^>]*>/);
		assert.ok(ids(page.body).length <= 50);
		all.push(...ids(page.body));
		at = /<a href="([^"]*)" rel="next"/.exec(page.body)?.[1];
	}
	assert.ok(n > 1);
	assert.equal(new Set(all).size, all.length);
	assert.equal(all.length, count);
	assert.equal((await visitor.get(`${path}?page=${n + 1}`)).status, 404);
});

test("a permalink opens the page where the post stands", async () => {
	const { path } = await longThread();
	const second = await visitor.get(`${path}?page=2`);
	const id = ids(second.body).at(-1);
	const moved = await visitor.raw("GET", `/p/${id}`);
	assert.equal(moved.status, 303);
	assert.equal(moved.headers.location, `${path}?page=2#p${id}`);
});

test("an answer links to what it answers", async () => {
	const { path } = await longThread();
	const page = await visitor.get(path);
	const links = [...page.body.matchAll(/href="(#p\d+)">op </g)];
	assert.ok(links.length > 0);
	for (const [, href] of links)
		assert.ok(page.body.includes(`id="${href.slice(1)}"`), href);
});

test("search engines are told what a thread is", async () => {
	const { path } = await longThread();
	const page = await visitor.get(`${path}?page=2&utm_source=mail`);
	assert.ok(page.body.includes(
		`<link rel="canonical" href="${site.url}${path}?page=2">`));
	assert.match(page.body, /itemtype="https:\/\/schema.org\/DiscussionForumPosting"/);
	assert.match(page.body, /<meta name="description" content="[^"]{20,}">/);
	assert.doesNotMatch(page.body, /utm_source/);
	const index = await visitor.get("/sitemap.xml");
	const [, sitemap] = /<loc>[^<]*(\/sitemap\/1)<\/loc>/.exec(index.body);
	const urls = (await visitor.get(sitemap)).body;
	for (const there of [path, "/theme/werk", "/org/lantaarn", "/"])
		assert.ok(urls.includes(`<loc>${site.url}${there}</loc>`), there);
	assert.match((await visitor.get("/robots.txt")).body,
		new RegExp(`Sitemap: ${site.url}/sitemap.xml`));
});

test("a visitor's page has nothing personal, a member's has", async () => {
	const member = site.client();
	await member.signIn("lid@demo.example");
	const { path } = await longThread();
	await member.submit(path, { body: "Van mij." },
		{ action: `${path}/answer` });
	const own = (await member.get(path)).body +
		(await member.get(`${path}?page=2`)).body +
		(await member.get(`${path}?page=3`)).body;
	assert.match(own, /href="\/p\/\d+\/edit"/);
	const page = await visitor.get(path);
	assert.doesNotMatch(page.body,
		/\/(edit|withdraw|remove|history|restore)"|Uitloggen/);
	assert.match(page.body, /href="\/sign-in\?next=%2Ft%2F\d+"/);
});

test("a key that is none leads to no page", async () => {
	const page = await visitor.get("/theme/werk?before=1.1");
	assert.equal(page.status, 200);
	assert.match(page.text, /Oudere gesprekken/);
	for (const key of ["x", "1", "1.", ".1", "-1.2", "1.2.3"]) {
		const other = await visitor.get(`/theme/werk?before=${key}`);
		assert.equal(other.status, 404, key);
	}
});

test("search finds words, and shows what was asked as text", async () => {
	const page = await visitor.get("/search?q=sollicitaties");
	assert.match(page.body, /href="\/p\/\d+"/);
	const odd = await visitor.get(
		`/search?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
	assert.equal(odd.status, 200);
	assert.doesNotMatch(odd.body, /<script>alert/);
	assert.match(odd.text, /<script>alert\(1\)<\/script>/);
	const none = await visitor.get("/search?q=%2B%2B%2B");
	assert.match(none.text, /Typ minstens één woord/);
});

test("the language is the one chosen, else the browser's", async () => {
	const client = site.client();
	const english = { headers: { "Accept-Language": "en-GB,en;q=0.9,nl;q=0.5" } };
	assert.match((await client.get("/", english)).body, /<html lang="en"/);
	assert.match((await client.get("/")).body, /<html lang="nl"/);
	await client.post("/language", { language: "en", next: "/rules" });
	assert.match((await client.get("/")).body, /<html lang="en"/);
	// and nobody else's page changed
	assert.match((await visitor.get("/")).body, /<html lang="nl"/);
});

test("a form from elsewhere gives the words back, not a form", async () => {
	const { path } = await longThread();
	const typed = "Mijn lange <tekst> & zo";
	const page = await visitor.post(`${path}/answer`, { body: typed },
		{ headers: { Origin: "https://elders.example" } });
	assert.equal(page.status, 403);
	assert.match(page.text, /Mijn lange <tekst> & zo/);
	const posting = [...page.body.matchAll(/<form\b.*?<\/form>/gs)]
		.filter((m) => m[0].includes("Mijn lange"));
	assert.equal(posting.length, 0);
	assert.match(page.body, /<textarea[^>]* readonly/);
});

test("a page is new right after somebody answered", async () => {
	const member = site.client();
	await member.signIn("moderator@demo.example");
	const { path, count } = await longThread();
	const before = await visitor.get("/");
	assert.match(before.text, new RegExp(`Al ${count} reacties`));
	await member.submit(path, { body: "Nog één." },
		{ action: `${path}/answer` });
	for (const page of ["/", "/theme/politiek", path])
		assert.match((await visitor.get(page)).text,
			new RegExp(`Al ${count + 1} reacties`), page);
});
