// A page that is kept is the page that would be made.  People write, edit,
// withdraw, decide, close and sign out at random, while others read; after each
// step every reader reads what it may have changed, twice, so that the second
// answer comes from what was kept, and once more under an address for which
// nothing is kept (route/key.h).  Apart from the key of a form all three must be
// the same, byte for byte.
//
// Who was in a thread before has a page of their own while something in it is new
// to them; guests come by seldom, and share those of threads that they do not know.
//
// PRAATMEE_SEED says which random steps, PRAATMEE_STEPS how many.
import test from "node:test";
import assert from "node:assert/strict";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { parseMetrics } from "../lib/metrics.mjs";
import { run, withSite } from "../lib/site.mjs";
import { addPerson, decideForm, openThread } from "../lib/people.mjs";

const seed = Number(process.env.PRAATMEE_SEED ?? Date.now() % 1e6);
const steps = Number(process.env.PRAATMEE_STEPS ?? 60);
const n_guests = 10;
const themes = ["partnerkeuze", "politiek", "werk"];

// Small and the same everywhere: xorshift.
let state = seed * 2654435761 % 2 ** 32 || 1;
function random(n) {
	state ^= state << 13;
	state ^= state >>> 17;
	state ^= state << 5;
	return (state >>> 0) % n;
}
const oneOf = (list) => list[random(list.length)];

async function read(client, path) {
	const r = await client.raw("GET", path,
		{ headers: { "Accept-Encoding": "gzip, br" } });
	const coding = r.headers["content-encoding"];
	const bytes = coding === "gzip" ? gunzipSync(r.bytes) :
		coding === "br" ? brotliDecompressSync(r.bytes) : r.bytes;
	return { status: r.status, etag: r.headers.etag,
		body: bytes.toString("utf8")
			.replace(/(name="key" value=")[^"]*/g, "$1") };
}

// Another address of the same page, under which nothing is kept.
function made(path) {
	if (path === "/")
		return "/?page=none";
	return `/%${path.charCodeAt(1).toString(16)}${path.slice(2)}`;
}

async function same(name, client, path) {
	await read(client, path);
	const kept = await read(client, path);
	const fresh = await read(client, made(path));
	const what = `${name} reads ${path} (PRAATMEE_SEED=${seed})`;
	assert.equal(kept.status, fresh.status, what);
	// An address that is not ours ends in an error page with no way back.
	if (kept.status === 200)
		assert.equal(kept.body, fresh.body, what);
	return kept;
}

class Crowd {
	constructor(site) {
		this.site = site;
		this.threads = [];
		this.posts = [];
		this.writers = {};
		this.done = {};
	}

	async gather() {
		const s = this.site;
		this.karim = s.client();
		await this.karim.signIn("moderator@demo.example");
		this.admin = s.client();
		await this.admin.signIn("beheer@demo.example");
		for (const name of ["Ans", "Bram & <co>", "Cor"])
			this.writers[name] = await addPerson(s, name);
		this.guests = [];
		for (let i = 0; i < n_guests; i++)
			this.guests.push(await addPerson(s, `Gast ${"abcdefghij"[i]}`));
		this.reader = await addPerson(s, "Lezer");
		this.english = await addPerson(s, "Reader");
		await this.english.post("/language", { language: "en", next: "/" });
		this.readers = { visitor: s.client(), reader: this.reader,
			english: this.english, moderator: this.karim,
			admin: this.admin, ...this.writers };
		for (const theme of themes)
			await this.open(this.admin, theme);
	}

	async open(client, theme) {
		const { thread, post } = await openThread(client, theme,
			`Titel ${random(1e6)}`, `Begin **${random(1e6)}**`);
		this.threads.push(thread);
		this.posts.push({ id: post, thread });
		return thread;
	}

	// A form that may well be refused; true if it was not.
	async send(client, address, values, action = address) {
		const page = await client.get(address);
		if (page.status !== 200)
			return false;
		const r = await client.post(action,
			{ ...page.form(action), ...values });
		assert.ok(r.status < 500, r.text);
		this.last = r;
		return r.status === 303;
	}

	// Each gives the thread that it touched, if any.
	steps = {
		answer: async (writer) => {
			const thread = oneOf(this.threads);
			if (await this.send(writer, `/t/${thread}/answer`,
				{ body: `Woorden ${random(1e6)} & meer` }))
				this.posts.push({ thread,
					id: /\d+/.exec(this.last.headers.location)[0] });
			return thread;
		},
		open: (writer) => this.open(writer, oneOf(themes)),
		edit: async (writer) => {
			const post = oneOf(this.posts);
			await this.send(writer, `/p/${post.id}/edit`,
				{ body: `Anders ${random(1e6)}` });
			return post.thread;
		},
		withdraw: async (writer) => {
			const post = oneOf(this.posts);
			await writer.post(`/p/${post.id}/withdraw`, {});
			return post.thread;
		},
		restore: async (writer) => {
			const post = oneOf(this.posts);
			await oneOf([writer, this.karim])
				.post(`/p/${post.id}/restore`, {});
			return post.thread;
		},
		remove: async () => {
			const post = oneOf(this.posts);
			await this.send(this.karim, `/p/${post.id}/remove`,
				{ reason: "Te ver gezocht." });
			return post.thread;
		},
		decide: async () => {
			const list = await this.admin.get("/queue");
			const ids = [...list.body.matchAll(/href="\/queue\/(\d+)"/g)];
			if (ids.length === 0)
				return undefined;
			const id = oneOf(ids)[1];
			const action = random(3) === 0 ? "reject" : "approve";
			const form = await decideForm(this.admin, id);
			await this.admin.post(`/queue/${id}`, { ...form, action,
				reason: action === "reject" ? "Zo niet." : "" });
			return this.posts.find((p) => p.id === id)?.thread;
		},
		close: async () => {
			const thread = oneOf(this.threads);
			await this.karim.post(`/t/${thread}/close`, {});
			return thread;
		},
		policy: async () => {
			await this.send(this.admin, `/theme/${oneOf(themes)}/edit`,
				{ policy: oneOf(["all", "new", "open"]), policy_n: "2" });
		},
		language: async (writer) => {
			await writer.post("/language",
				{ language: oneOf(["nl", "en"]), next: "/" });
		},
		signOut: async (writer, name) => {
			const path = `/t/${oneOf(this.threads)}`;
			const stolen = { cookies: new Map(writer.cookies) };
			Object.setPrototypeOf(stolen, writer);
			await read(stolen, path);
			await writer.post("/sign-out", {});
			const page = await read(stolen, path);
			assert.ok(!page.body.includes('action="/sign-out"'),
				`${name} is signed out (PRAATMEE_SEED=${seed})`);
			await writer.signIn(this.address(name), "vier rode fietsen");
		},
	};

	address(name) {
		return `${name.toLowerCase().replaceAll(/[^a-z]/g, "")}@test.example`;
	}

	paths(thread) {
		const t = thread ?? oneOf(this.threads);
		return ["/", `/t/${t}`, `/t/${t}?page=2`, `/t/${oneOf(this.threads)}`,
			`/theme/${oneOf(themes)}`, "/org/buurtbrug", "/rules"];
	}

	// Readers who read meanwhile may have a page kept that is half a step old.
	async step(number) {
		this.readers.guest =
			this.guests[Math.floor(number * n_guests / steps)];
		const step = oneOf(Object.keys(this.steps));
		const name = oneOf(Object.keys(this.writers));
		let isDone = false;
		const meanwhile = [this.reader, this.readers.visitor].map(
			async (client) => {
				do
					await read(client, oneOf(this.paths()));
				while (!isDone);
			});
		const thread = await this.steps[step](this.writers[name], name)
			.finally(() => { isDone = true; });
		await Promise.all(meanwhile);
		this.done[step] = (this.done[step] ?? 0) + 1;
		const paths = this.paths(thread);
		await Promise.all(Object.entries(this.readers).map(
			async ([who, client]) => {
				for (const path of paths)
					await same(`after ${step} ${who}`, client, path);
			}));
	}
}

test("kept pages are the pages that would be made", (t) => withSite({ demo: true },
	async (site) => {
		const crowd = new Crowd(site);
		await crowd.gather();
		for (let i = 0; i < steps; i++)
			await crowd.step(i);
		t.diagnostic(`seed ${seed}: ${JSON.stringify(crowd.done)}`);
		// Pages were shared indeed: only those have a name that holds.
		const path = `/t/${await crowd.open(crowd.admin, "politiek")}`;
		const { etag } = await same("at last reader", crowd.reader, path);
		const again = await crowd.reader.raw("GET", path, { headers: {
			"Accept-Encoding": "gzip", "If-None-Match": etag } });
		assert.equal(again.status, 304);
		assert.equal(again.bytes.length, 0);
	})());

// Another process wrote: the server hears of it within a second or so.
test("a role that another process gives is seen", withSite({ demo: true },
	async (site) => {
		const anna = await addPerson(site, "Anna");
		const reads = async () => (await read(anna, "/t/1")).body
			.includes('href="/queue"');
		assert.equal(await reads(), false);
		assert.equal(await reads(), false);
		run(["user", "role", "Anna", "--data", site.data,
			"--give", "moderator"]);
		const until = Date.now() + 10000;
		while (!await reads())
			assert.ok(Date.now() < until, "the role is never seen");
	}));

// How many requests a worker made a page for, once all of n were counted: that
// is done after the last byte was sent, and a reader may be quicker.
async function pagesMade(counter, n) {
	const until = Date.now() + 10000;
	for (;;) {
		const { body } = await counter.get("/metrics");
		const all = parseMetrics(body);
		const of = (kind) => all.get(
			"praatmee_request_duration_seconds_count", { kind }) ?? 0;
		const total = of("page") + of("cached") + of("stitched");
		if (total >= n)
			return { made: of("page"), total };
		assert.ok(Date.now() < until, "requests are counted");
	}
}

test("a page that sixty-four ask for at once is made once",
	withSite({ demo: true }, async (site) => {
		const anna = await addPerson(site, "Anna");
		const counter = site.client({ plain: true });
		const crowd = Array.from({ length: 64 }, () => site.client());
		await Promise.all(crowd.map((one) => one.get("/healthz")));
		const base = await pagesMade(counter, 0);
		let n = 0;
		for (const cookies of [new Map(), anna.cookies])
			for (const path of ["/t/1", "/t/3", "/theme/politiek"]) {
				crowd.forEach((one) => { one.cookies = new Map(cookies); });
				const pages = await Promise.all(
					crowd.map((one) => read(one, path)));
				for (const page of pages) {
					assert.equal(page.status, 200);
					assert.equal(page.body, pages[0].body);
				}
				n++;
				const now = await pagesMade(counter, base.total + 64 * n);
				assert.equal(now.made - base.made, n,
					`${path} is made once`);
			}
	}));
