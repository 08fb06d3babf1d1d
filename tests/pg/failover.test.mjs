// A primary with a synchronous standby, two nodes, and people who post through
// both: the primary dies, the standby takes over, the nodes go on by themselves.
// Nothing that was acknowledged is missing, and nothing is there twice.
//
// FAILOVER_ROUNDS sets how often [4].
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { openThread } from "../lib/people.mjs";
import { ask, cluster } from "../lib/pg.mjs";
import { run, startSite, temporaryDirectory } from "../lib/site.mjs";

const rounds = Number(process.env.FAILOVER_ROUNDS ?? 4);
const posters = 8;
// Milliseconds from the death of the primary to the promotion of its standby, and
// how long that one had been away by then: what is said meanwhile it has not
// heard.
const timings = [{ dead: 0, away: 0 }, { dead: 200, away: 500 }, { dead: 1500, away: 0 },
	{ dead: 4000, away: 50 }];
const patience = 60000; // ms: of who sends the same form again

// Whichever is the primary, and the other one.
let primary = {}, standby = {};
let nodes, address;

before(async () => {
	const dir = temporaryDirectory();
	primary.link = join(dir, "a");
	standby.link = join(dir, "b");
	primary.uri = new URL(cluster("start", primary.link, "--durable"));
	standby.uri = new URL(cluster("standby", standby.link, primary.link));
	// Both in one, as the settings of a site have them.
	const store = `postgresql://${primary.uri.username}:${
		primary.uri.password}@${primary.uri.host},${standby.uri.host}${
		primary.uri.pathname}?target_session_attrs=read-write`;
	nodes = [await startSite({ store, demo: true }),
		await startSite({ store })];
	const member = nodes[0].client();
	await member.signIn("moderator@demo.example");
	const { thread } = await openThread(member, "politiek", "Doorgaan",
		"Ook als er een uitvalt");
	address = `/t/${thread}`;
});

after(async () => {
	for (const node of nodes)
		await node.stop();
	assert.match(run(["check", "--data", nodes[0].data]), /in order/);
	cluster("stop", primary.link);
	cluster("stop", standby.link);
});

const pause = (ms) => new Promise((r) => setTimeout(r, ms));

async function until(what, condition) {
	const end = Date.now() + patience;
	while (!await condition()) {
		assert.ok(Date.now() < end, what);
		await pause(5);
	}
}

function takeOver() {
	cluster("promote", standby.link);
	[primary, standby] = [standby, primary];
}

// The one that died comes back as a standby, on the port that the nodes know.
function renewStandby() {
	cluster("stop", standby.link);
	cluster("standby", standby.link, primary.link, "--port",
		standby.uri.port);
}

// Everybody's words, and those of which somebody was told that they are there.
const typed = [], acknowledged = [];
let newest;

function formOf(words) {
	typed.push(words);
	return { key: words, body: words };
}

// Send a form until it is acknowledged, now to this node, now to that.
async function send(browsers, form) {
	const end = Date.now() + patience;
	for (let tries = 0; ; tries++) {
		const reply = await browsers[tries % 2].post(`${address}/answer`, form);
		if (reply.status === 303) {
			acknowledged.push(form.body);
			newest = { at: reply.headers.location, words: form.body };
			return;
		}
		assert.equal(reply.status, 503, reply.text);
		assert.ok(Date.now() < end, reply.text);
		await pause(20);
	}
}

// One person in two browsers, of which the first is at this node.
async function person(n) {
	const here = nodes[n % 2].client(), there = nodes[(n + 1) % 2].client();
	await here.signIn("moderator@demo.example");
	there.cookies = new Map(here.cookies);
	return [here, there];
}

async function assertAllThereOnce() {
	const there = ask(primary.uri.href,
		"SELECT body FROM post WHERE body LIKE 'woord%' ORDER BY body");
	assert.deepEqual(there.split("\n"), [...typed].sort());
	assert.deepEqual([...acknowledged].sort(), [...typed].sort());
	for (const node of nodes) {
		const page = await node.client().get(newest.at);
		assert.ok(page.body.includes(newest.words),
			`${page.status} ${page.url}: ${page.text}`);
	}
}

for (let round = 0; round < rounds; round++)
	test(`round ${round}: the primary dies under ${posters} posters`, async () => {
		const { dead, away } = timings[round % timings.length];
		const begun = acknowledged.length;
		let isOver = false;
		const all = Promise.all(Array.from({ length: posters }, async (_, n) => {
			const browsers = await person(n);
			for (let i = 0; !isOver; i++)
				await send(browsers, formOf(`woord${round}x${n}x${i}x`));
		}));
		await until("they post", () => acknowledged.length >= begun + 50);
		await pause(40 * Math.random());
		if (away > 0) {
			cluster("kill", standby.link);
			await pause(away);
		}
		cluster("kill", primary.link);
		const died = Date.now();
		if (away > 0)
			cluster("resume", standby.link);
		await pause(dead);
		for (const node of nodes)
			assert.equal((await node.client().get("/healthz")).status, 200);
		takeOver();
		const promoted = Date.now(), before = acknowledged.length;
		await until("they post again", () =>
			acknowledged.length >= before + 5 * posters);
		console.log(`${before - begun} posts, dead after ${promoted - died
			} ms, ${5 * posters} more ${Date.now() - promoted} ms later`);
		isOver = true;
		await all;
		await assertAllThereOnce();
		renewStandby();
	});

// A post while there is no standby, of which the wait for it is cancelled: what
// came of it is not known, and the same form is offered again.
async function postUnheard(browser, form) {
	const waiting = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
	cluster("kill", standby.link);
	const sent = browser.post(`${address}/answer`, form);
	let reply;
	sent.then((r) => { reply = r; });
	await until("it waits", () => ask(primary.uri.href,
		`SELECT count(*) ${waiting}`) > 0);
	await pause(200);
	assert.equal(reply, undefined);
	await until("it is answered", () => {
		ask(primary.uri.href, `SELECT pg_cancel_backend(pid) ${waiting}`);
		return reply;
	});
	assert.equal(reply.status, 503, reply.text);
	assert.match(reply.text, /We weten nog niet of het is gelukt/);
	assert.doesNotMatch(reply.text, /niet verstuurd/);
	assert.deepEqual(reply.form(`${address}/answer`), form);
}

test("a wait that was cancelled is no acknowledgement", async () => {
	const browsers = await person(1), form = formOf("woord onzeker x");
	await postUnheard(browsers[1], form);
	// It is there, but nobody was told so; and once it may be said, it is.
	cluster("resume", standby.link);
	await send(browsers, form);
	await assertAllThereOnce();
});

test("what no standby heard of can be sent again", async () => {
	const browsers = await person(1), form = formOf("woord verloren x");
	await postUnheard(browsers[1], form);
	cluster("kill", primary.link);
	cluster("resume", standby.link);
	takeOver();
	assert.equal(ask(primary.uri.href,
		`SELECT count(*) FROM post WHERE body = '${form.body}'`), "0");
	await send(browsers, form);
	await assertAllThereOnce();
	renewStandby();
});
