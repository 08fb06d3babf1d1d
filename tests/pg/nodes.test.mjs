// Two nodes of one site: what is said on one holds on the other.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync } from "node:zlib";
import { listen } from "../lib/events.mjs";
import { parseMetrics } from "../lib/metrics.mjs";
import { addPerson, answer, decide, decideForm, openThread, password, threadOf }
	from "../lib/people.mjs";
import { ask, postgres } from "../lib/pg.mjs";
import { run, startSite } from "../lib/site.mjs";

const soon = 1000; // ms
const theme = "politiek"; // nothing waits for a moderator there

let one, two, anna, karim, thread;
before(async () => {
	one = await startSite({ demo: true });
	two = await startSite({ store: one.store });
	anna = await addPerson(one, "Anna");
	karim = await addPerson(one, "Karim Twee", "moderator");
	thread = (await threadOf(anna, theme)).split("/")[2];
});
after(async () => {
	await one.stop();
	await two.stop();
	assert.match(run(["check", "--data", one.data]), /in order/);
});

// The same person in a browser that the balancer sends to another node.
function elsewhere(client, site = two) {
	const other = site.client();
	other.cookies = new Map(client.cookies);
	return other;
}

async function until(what, condition, ms = 20000) {
	const end = Date.now() + ms;
	while (!await condition()) {
		assert.ok(Date.now() < end, what);
		await new Promise((r) => setTimeout(r, 10));
	}
}

async function metric(site, name) {
	const page = await site.client({ plain: true }).get("/metrics");
	return parseMetrics(page.body).get(name);
}

const hits = (site) => metric(site, "praatmee_cache_hits_total");

// The page as a visitor sees it.  True when it was in the cache.
async function isCached(site, address) {
	const before = await hits(site);
	await site.client().get(address);
	return await hits(site) > before;
}

let n_words = 0;
const newWords = () => `woorden${n_words++}x`;

// A thread of one page, and its address.
async function shortThread(title) {
	const { thread: id } = await openThread(anna, theme, title, "Begin");
	return { id, address: `/t/${id}` };
}

test("a cached page shows what was said elsewhere within a second", async () => {
	const { id, address } = await shortThread("Kort gesprek");
	const writers = [[anna, two], [elsewhere(anna), one]];
	let most = 0;
	for (let i = 0; i < 20; i++) {
		const [writer, site] = writers[i % 2];
		const visitor = site.client(), words = newWords();
		// Of other tests something may be on its way yet.
		await until("the page is kept", () => isCached(site, address));
		await answer(writer, id, words);
		const began = Date.now();
		await until("it is shown", async () => (await visitor.get(address))
			.body.includes(words), soon);
		most = Math.max(most, Date.now() - began);
	}
	console.log(`after ${most} ms at most`);
});

test("another node has the stylesheet of a colour that is new", async () => {
	const admin = await addPerson(one, "Ada Kleur", "admin");
	const address = "/org/buurtbrug/edit";
	for (const colour of ["#700000", "#0b5f57"]) {
		await admin.submit(address, { colour });
		const page = await one.client().get("/org/buurtbrug");
		const [, style] = /rel="stylesheet" href="([^"]+)"/
			.exec(page.body);
		const css = await two.client().get(style);
		assert.match(css.headers["cache-control"], /immutable/);
		assert.ok(css.body.includes(colour));
	}
});

test("a session begins and ends everywhere", async () => {
	const bram = await addPerson(one, "Bram");
	const other = elsewhere(bram);
	assert.equal((await other.get("/account")).path, "/account");
	const r = await bram.post("/sign-out", {});
	assert.equal(r.status, 303, r.text);
	assert.match((await other.get("/account")).path, /^\/sign-in/);
	const back = two.client();
	await back.signIn("bram@test.example", password);
	assert.equal((await elsewhere(back, one).get("/account")).path, "/account");
});

test("signing out ends what is listened to elsewhere", async () => {
	const dora = await addPerson(one, "Dora", "moderator");
	const ears = await listen(elsewhere(dora), "/queue/events");
	await ears.next("queue");
	await dora.post("/sign-out", {});
	assert.equal(await ears.ended, true);
});

test("a role that the command line takes is gone at once", async () => {
	const eva = await addPerson(one, "Eva", "moderator");
	const other = elsewhere(eva);
	const ears = await listen(other, "/queue/events");
	await ears.next("queue");
	run(["user", "role", "Eva", "--data", one.data, "--take", "moderator"]);
	for (const client of [eva, other])
		assert.equal((await client.get("/queue")).status, 403);
	assert.equal(await ears.ended, true);
});

test("guessing and asking for mail are counted across nodes", async () => {
	const args = ["--sign-in-limit-account", "4/600",
		"--sign-in-limit-address", "9/600",
		"--mail-ask-limit-account", "2/600"];
	const left = await startSite({ demo: true, args });
	const right = await startSite({ store: left.store, args });
	const guess = (site, email) => site.client().post("/sign-in",
		{ email, password: "fout fout fout" });
	// What one has counted is on its way to the other for a moment.
	const heard = () => new Promise((r) => setTimeout(r, 300));
	for (const site of [left, right, left, right])
		assert.equal((await guess(site, "lid@demo.example")).status, 422);
	await heard();
	for (const site of [left, right])
		assert.equal((await guess(site, "lid@demo.example")).status, 429);
	await heard();
	// By address the refused ones count as well.
	for (const site of [left, right, left])
		assert.equal((await guess(site, `${site.port}@x.example`)).status,
			422);
	await heard();
	for (const site of [left, right])
		assert.equal((await guess(site, "y@x.example")).status, 429);
	const join = (site) => site.client().post("/sign-up", { email: "z@x.example",
		name: `Zoë ${Math.random()}`, password: "vier rode fietsen" });
	for (const site of [left, right])
		assert.equal((await join(site)).status, 303);
	await heard();
	for (const site of [left, right])
		assert.equal((await join(site)).status, 429);
	await left.stop();
	await right.stop();
});

test("a claim in the queue holds on every node", async () => {
	const { post } = await openThread(anna, "partnerkeuze", "Titel claim",
		"Tekst claim");
	const other = elsewhere(await addPerson(one, "Fatma", "moderator"));
	assert.equal((await karim.post(`/queue/${post}`,
		{ action: "claim" })).status, 303);
	const r = await other.post(`/queue/${post}`, { action: "claim" });
	assert.equal(r.status, 409, r.text);
	assert.match(r.text, /Karim Twee bekijkt dit/);
	await karim.post(`/queue/${post}`, { action: "release" });
	assert.equal((await decide(other, post, "approve")).status, 303);
});

test("of two who decide, one on each node, one is too late", async () => {
	const other = elsewhere(await addPerson(one, "Gijs", "moderator"));
	for (let i = 0; i < 5; i++) {
		const { post } = await openThread(anna, "partnerkeuze",
			`Titel race ${i}`, "Tekst race");
		const forms = [await decideForm(karim, post),
			await decideForm(other, post)];
		const replies = await Promise.all([karim, other].map((who, n) =>
			who.post(`/queue/${post}`, { ...forms[n],
				action: "reject", reason: `Reden ${n}` })));
		assert.deepEqual(replies.map((r) => r.status).sort(), [303, 409]);
	}
});

test("a form sent to both at once makes one post", async () => {
	const other = elsewhere(anna), address = `/t/${thread}/answer`;
	for (let i = 0; i < 10; i++) {
		const form = { ...(await anna.get(address)).form(address),
			body: newWords() };
		const [a, b] = await Promise.all([anna.post(address, form),
			other.post(address, form)]);
		assert.deepEqual([a.status, b.status], [303, 303], a.text + b.text);
		assert.equal(a.headers.location, b.headers.location);
	}
});

test("many answer on one thread through both", async () => {
	const posters = 16, times = 4;
	const { id: busy } = await shortThread("Druk gesprek");
	const words = [];
	await Promise.all(Array.from({ length: posters }, async (_, n) => {
		const who = elsewhere(anna, n % 2 === 0 ? one : two);
		for (let i = 0; i < times; i++) {
			words.push(newWords());
			await answer(who, busy, words.at(-1));
		}
	}));
	const said = ask(one.store, `SELECT body FROM post WHERE thread_id = ${
		busy} AND parent_id IS NOT NULL ORDER BY body`).split("\n");
	assert.deepEqual(said, words.sort());
	assert.equal(ask(one.store, `SELECT n_answers FROM thread WHERE id = ${
		busy}`), String(posters * times));
});

test("who listens on one hears what is said on the other", async () => {
	const { id: quiet, address } = await shortThread("Stil gesprek");
	const ears = await Promise.all([one, two].map((site) =>
		listen(site.client(), `${address}/events`)));
	for (const each of ears)
		await each.next("thread");
	for (const [n, who] of [anna, elsewhere(anna)].entries()) {
		const id = await answer(who, quiet, newWords());
		const sent = Date.now();
		for (const each of ears) {
			const news = await each.next("thread");
			assert.equal(news.text, `{"answers":${n + 1},"post":${id}}`);
			assert.ok(news.at - sent < soon, `${news.at - sent} ms`);
		}
	}
	for (const each of ears)
		each.close();
});

test("what is new is new on every node, and what was seen is seen", async () => {
	const { id, address } = await shortThread("Nieuws voor beide");
	const bram = await addPerson(one, "Bram Nieuws");
	const reads = async (site) => {
		const page = await elsewhere(bram, site).raw("GET", address,
			{ headers: { "Accept-Encoding": "gzip" } });
		const body = gunzipSync(page.bytes).toString("utf8");
		return [...body.matchAll(/class="post [^"]*\bfresh" id="p(\d+)"/g)]
			.map((m) => m[1]);
	};
	const isKept = () => until("it is kept", async () => ask(one.store,
		`SELECT seen_number FROM thread_seen JOIN account
			ON account.id = account_id
		  WHERE thread_id = ${id} AND name = 'Bram Nieuws'`) ===
		String(n));
	let n = 1;
	await answer(anna, id, newWords());
	for (const site of [one, two, one, two])
		assert.deepEqual(await reads(site), []);
	await isKept();
	// Both know that nothing was new, and hear that it is so no more.
	const said = [];
	for (const writer of [anna, elsewhere(anna)]) {
		said.push(await answer(writer, id, newWords()));
		n++;
		for (const site of [two, one])
			await until("it is marked", async () =>
				isDeepStrictEqual(await reads(site), said));
		await isKept();
	}
	// Half an hour later on both: nothing is.
	ask(one.store, `UPDATE thread_seen SET seen_at = seen_at - 1800000
		WHERE thread_id = ${id}`);
	for (const site of [one, two, one, two])
		assert.deepEqual(await reads(site), []);
});

test("each post is indexed by one of them, and found on both", async () => {
	const indexed = async () => await metric(one, "praatmee_index_posts_total") +
		await metric(two, "praatmee_index_posts_total");
	await one.indexed();
	const before = await indexed(), n = 20;
	await Promise.all(Array.from({ length: n }, (_, i) =>
		answer(elsewhere(anna, i % 2 === 0 ? one : two), thread,
			`zeldzaam ${newWords()}`)));
	await one.indexed();
	await until("they are counted", async () => await indexed() >= before + n);
	assert.equal(await indexed() - before, n);
	for (const site of [one, two])
		assert.match((await site.client().get("/search?q=zeldzaam")).text,
			/zeldzaam/);
});

// End the backends of who listens, which ask something now and then to hear
// whether the server is there, and let no new ones in.
function deafen(site) {
	const name = new URL(site.store).pathname.slice(1);
	ask(postgres, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
	return Number(ask(postgres, `SELECT count(pg_terminate_backend(pid))
		FROM pg_stat_activity WHERE datname = '${name}' AND
		(query LIKE 'LISTEN%' OR query LIKE '%store_version')`));
}

function hearAgain(site) {
	const name = new URL(site.store).pathname.slice(1);
	ask(postgres, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
}

test("who does not hear keeps no page until they do", async () => {
	const { id, address } = await shortThread("Doof gesprek");
	const writers = [anna, elsewhere(anna)];
	for (const site of [one, two])
		await until("the page is kept", () => isCached(site, address));
	assert.equal(deafen(one), 2);
	await new Promise((r) => setTimeout(r, 100));
	try {
		for (let i = 0; i < 10; i++) {
			const words = newWords();
			await answer(writers[i % 2], id, words);
			for (const site of [one, two]) {
				const page = await site.client().get(address);
				assert.ok(page.body.includes(words), `round ${i}`);
			}
		}
		for (const site of [one, two, one, two])
			assert.equal(await isCached(site, address), false);
	} finally {
		hearAgain(one);
	}
	for (const site of [one, two])
		await until("the page is kept again", () => isCached(site, address));
	const words = newWords();
	await answer(anna, id, words);
	await until("it is shown", async () => (await two.client().get(address))
		.body.includes(words), soon);
});

test("an old program does not go on with a newer schema", async () => {
	const old = await startSite({ demo: true });
	const member = await addPerson(old, "Nog Even");
	const address = `${await threadOf(member, theme)}/answer`;
	const form = (await member.get(address)).form(address);
	const status = async (path) => (await old.client({ plain: true }).get(path))
		.status;
	await until("it is ready", async () => await status("/readyz") === 200);
	const change = (by) => ask(old.store,
		`UPDATE store_version SET number = number + ${by}`);
	change(1000);
	await until("it is not ready", async () =>
		await status("/readyz") === 503, 3 * soon);
	assert.match(old.log, /store[.]newer.*older than the store/);
	assert.equal((await old.client().get("/")).status, 503);
	const began = Date.now();
	const refused = await member.post(address, { ...form, body: "Te laat" });
	assert.equal(refused.status, 503);
	assert.match(refused.body, /Te laat/);
	assert.ok(Date.now() - began < 3 * soon);
	// It cannot know what has become of the tables meanwhile.
	change(-1000);
	await new Promise((r) => setTimeout(r, 3 * soon));
	assert.equal(await status("/readyz"), 503);
	await old.stop();
});
