// What somebody who reads a page hears meanwhile: counts and ids, at once, and
// no more than the page itself would show.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { run, startSite, withSite } from "../lib/site.mjs";
import { listen } from "../lib/events.mjs";
import { exchange, host } from "../lib/raw.mjs";
import { addPerson, answer, approve, openThread, password, put, reject } from
	"../lib/people.mjs";

let site, author, karim, anna, bas, here, there;
before(async () => {
	site = await startSite({ demo: true });
	author = await addPerson(site, "Auteur");
	karim = await addPerson(site, "Sitemod", "moderator");
	anna = await addPerson(site, "Anna");
	bas = await addPerson(site, "Bas", "moderator");
	here = await addPerson(site, "Themamod", `moderator:theme/${theme}`);
	there = await addPerson(site, "Elders",
		"moderator:theme/huiselijk-geweld");
	// Within a second the server would notice that the command line has
	// written, and have everybody who is signed in ask again.
	await site.kill("SIGTERM");
	await site.launch();
});
after(() => site.stop());

// Everything waits for a moderator there.
const theme = "partnerkeuze";

async function shownThread() {
	const { thread, post } = await openThread(author, theme, "Titel luister",
		"Begin luister");
	await approve(karim, post);
	return { thread, post };
}

test("a new answer is heard within a second, by everyone", async () => {
	const { thread } = await shownThread();
	const ears = await Promise.all([site.client(), author, karim,
		site.client({ plain: true })].map((client) =>
		listen(client, `/t/${thread}/events`)));
	for (const one of ears)
		assert.equal((await one.next("thread")).text,
			"{\"answers\":0,\"post\":0}");
	const id = await answer(karim, thread, "Antwoord luister");
	const sent = Date.now();
	for (const one of ears) {
		const news = await one.next("thread");
		assert.equal(news.text, `{"answers":1,"post":${id}}`);
		assert.ok(news.at - sent < 1000, `${news.at - sent} ms`);
		one.close();
	}
});

test("the answer is an event stream that nobody keeps", async () => {
	const { thread } = await shownThread();
	for (const headers of [{}, { "If-None-Match": "*" },
		{ "Accept-Encoding": "br, gzip" }]) {
		const ears = await listen(site.client(), `/t/${thread}/events`,
			headers);
		assert.equal(ears.status, 200);
		assert.equal(ears.headers["content-type"], "text/event-stream");
		assert.equal(ears.headers["cache-control"], "no-store");
		assert.equal(ears.headers["content-encoding"], undefined);
		assert.equal(ears.headers.etag, undefined);
		await ears.next("thread");
		assert.ok(ears.retry >= 5000 && ears.retry < 25000);
		ears.close();
	}
	const page = await site.client().get(`/t/${thread}`);
	assert.match(page.headers["content-security-policy"],
		/connect-src 'self'/);
});

test("what is not shown is not counted", async () => {
	const { thread } = await shownThread();
	const ears = await listen(site.client(), `/t/${thread}/events`);
	assert.equal((await ears.next("thread")).answers, 0);
	const held = await answer(author, thread, "Wacht nog");
	const refused = await answer(author, thread, "Mag niet");
	await reject(karim, refused, "Nee");
	const first = await answer(karim, thread, "Mag meteen");
	assert.equal((await ears.next("thread")).text,
		`{"answers":1,"post":${first}}`);
	await approve(karim, held);
	assert.equal((await ears.next("thread")).text,
		`{"answers":2,"post":${held}}`);
	await put(author, held, "withdraw");
	assert.equal((await ears.next("thread")).answers, 1);
	await put(karim, first, "remove", { reason: "Toch niet" });
	assert.equal((await ears.next("thread")).answers, 0);
	ears.close();
});

test("a thread that nobody sees any more says no more", async () => {
	const { thread, post } = await shownThread();
	const visitor = await listen(site.client(), `/t/${thread}/events`);
	const own = await listen(author, `/t/${thread}/events`);
	await visitor.next("thread");
	await put(author, post, "withdraw");
	assert.equal(await visitor.ended, true);
	assert.equal(await own.ended, true);
	assert.equal((await listen(site.client(), `/t/${thread}/events`)).status,
		404);
	// Its author may listen, and hears of it when it is back.
	const again = await listen(author, `/t/${thread}/events`);
	assert.equal(again.status, 200);
	await put(author, post, "restore");
	assert.equal((await again.next("thread")).answers, 0);
	again.close();
});

test("a stream ends with the session that opened it", async () => {
	const { thread } = await shownThread();
	const address = `/t/${thread}/events`;
	const visitor = await listen(site.client(), address);
	await visitor.next("thread");

	const one = await listen(anna, address);
	await one.next("thread");
	await anna.post("/sign-out", {});
	assert.equal(await one.ended, true);

	await anna.signIn("anna@test.example", password);
	const two = await listen(anna, address);
	await two.next("thread");
	const r = await anna.submit("/account/password", { current: password,
		password: "drie groene fietsen" });
	assert.equal(r.status, 200, r.text);
	assert.equal(await two.ended, true);

	const three = await listen(anna, address);
	await three.next("thread");
	await anna.post("/account/sign-out", {});
	assert.equal(await three.ended, true);

	// Nobody else noticed.
	const id = await answer(karim, thread, "Nog een");
	assert.equal((await visitor.next("thread")).post, Number(id));
	visitor.close();
});

test("a moderator hears how many wait for them", async () => {
	const ears = await listen(here, "/queue/events");
	const elsewhere = await listen(there, "/queue/events");
	const before = (await ears.next("queue")).waiting;
	await elsewhere.next("queue");
	const { post } = await openThread(author, theme, "Titel wacht",
		"Begin wacht");
	assert.equal((await ears.next("queue")).text,
		`{"waiting":${before + 1}}`);
	const page = await here.get("/queue");
	assert.match(page.body, new RegExp(`class="count">${before + 1}<`));
	await approve(karim, post);
	assert.equal((await ears.next("queue")).waiting, before);
	assert.deepEqual(elsewhere.heard, []);
	ears.close();
	elsewhere.close();
	for (const [client, status] of [[author, 403], [site.client(), 303]])
		assert.equal((await listen(client, "/queue/events")).status, status);
});

test("a role that is taken away ends what it listened to", async () => {
	const { thread } = await shownThread();
	const ears = await listen(bas, "/queue/events");
	const visitor = await listen(site.client(), `/t/${thread}/events`);
	await ears.next("queue");
	await visitor.next("thread");
	run(["user", "role", "Bas", "--data", site.data, "--take", "moderator"]);
	assert.equal(await ears.ended, true);
	assert.equal((await listen(bas, "/queue/events")).status, 403);
	// Who has no roles is left alone.
	const id = await answer(karim, thread, "Voor wie er nog is");
	assert.equal((await visitor.next("thread")).post, Number(id));
	visitor.close();
});

test("HTTP/1.0 and HEAD", async () => {
	const { thread } = await shownThread();
	const head = await exchange(site, `HEAD /t/${thread}/events HTTP/1.1\r\n` +
		`${host(site)}Connection: close\r\n\r\n`);
	assert.deepEqual(head.statuses, [200]);
	assert.match(head.said, /\r\n\r\n$/);
	assert.doesNotMatch(head.said, /content-length|transfer-encoding/i);
	const old = exchange(site,
		`GET /t/${thread}/events HTTP/1.0\r\n${host(site)}\r\n`);
	const ears = await listen(site.client(), `/t/${thread}/events`);
	await ears.next("thread");
	const post = await answer(karim, thread, "Oud");
	await ears.next("thread");
	ears.close();
	await site.kill("SIGTERM");
	const { said } = await old;
	assert.doesNotMatch(said, /transfer-encoding/i);
	assert.match(said, new RegExp(`\n\nevent: thread\ndata: {"answers":1,` +
		`"post":${post}}\n\n$`));
	await site.launch();
});

test("many hear it, and few are one too many", withSite({ demo: true,
	args: ["--streams", "150"] }, async (site) => {
	const lid = site.client();
	await lid.signIn("lid@demo.example");
	const page = await lid.get("/theme/werk");
	const [, thread] = /href="\/t\/(\d+)"/.exec(page.body);
	const ears = [];
	for (let i = 0; i < 150; i++)
		ears.push(await listen(site.client({ plain: i % 3 !== 0 }),
			`/t/${thread}/events`));
	for (const one of ears)
		await one.next("thread");
	const late = await listen(site.client(), `/t/${thread}/events`);
	assert.equal(late.status, 503);
	const id = await answer(lid, thread, "Aan allen");
	const sent = Date.now();
	for (const one of ears) {
		const news = await one.next("thread");
		assert.equal(news.post, Number(id));
		assert.ok(news.at - sent < 1000);
	}
	// All of them together do not keep the server from stopping.
	const stopped = Date.now();
	const end = await site.kill("SIGTERM");
	assert.equal(end.code, 0);
	assert.ok(Date.now() - stopped < 3000, `${Date.now() - stopped} ms`);
	for (const one of ears)
		assert.equal(await one.ended, true);
	await site.launch();
}));
