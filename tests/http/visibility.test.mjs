// Who finds which words where: every role looks at every channel for words
// that stand in posts of every state.
//
//	words of			found by
//	a shown post			everyone
//	a held, rejected, withdrawn
//	or removed post, a pending or
//	an earlier text			its author, moderators of its theme, its
//					organisation, the umbrella, the site;
//					administrators
//	a reason			the same
//
// Hosts, moderators of something else and other members are as visitors.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { listen } from "../lib/events.mjs";
import { addPerson, answer, approve, decide, edit, openThread, put,
	reject } from "../lib/people.mjs";

const theme = "partnerkeuze"; // everything first to the queue
let site, author;
const insiders = {}, outsiders = {};
// word: what to look for; post: whose; places: where insiders must find it.
const secrets = [];
const threads = new Set(), posts = new Set();
const headless = []; // threads that go on without their beginning
let open; // what everyone may read

function secret(name) {
	const s = { word: `geheim${name}`, post: "0", places: [] };
	secrets.push(s);
	return s;
}

// A thread in some state, to which act(post, thread) brings it.
async function threadIn(name, act) {
	const s = secret(name);
	const { thread, post } = await openThread(author, theme,
		`Titel ${s.word}`, `Begin ${s.word} einde`);
	threads.add(thread);
	posts.add(post);
	await act(post, thread);
	s.post = post;
	s.places = [`/t/${thread}`];
}

async function newAnswer(words) {
	const post = await answer(author, open.thread, words);
	posts.add(post);
	return post;
}

async function answerIn(name, act) {
	const s = secret(name);
	s.post = await newAnswer(`Antwoord ${s.word} einde`);
	s.places = [`/p/${s.post}`];
	await act(s.post);
}

async function makeAnswers(karim) {
	await answerIn("heldantwoord", () => {});
	await answerIn("afgewezenantwoord", (post) =>
		reject(karim, post, `Want ${secret("reden").word}`));
	await answerIn("ingetrokkenheld", (post) => put(author, post, "withdraw"));
	await answerIn("ingetrokkenshown", async (post) => {
		await approve(karim, post);
		await put(author, post, "withdraw");
	});
	await answerIn("weggehaald", async (post) => {
		await approve(karim, post);
		await put(karim, post, "remove",
			{ reason: `Want ${secret("weg").word}` });
	});
}

async function makeEdits(karim) {
	// The old text stays until the new one is approved.
	const pending = secret("wijziging");
	pending.post = await newAnswer("Tekst openbaaroud");
	await approve(karim, pending.post);
	await edit(author, pending.post, { body: `Tekst ${pending.word}` });
	pending.places = [`/p/${pending.post}/history`];
	// What the author wrote before a moderator edited it.
	const original = secret("origineel");
	original.post = await newAnswer(`Tekst ${original.word}`);
	const r = await decide(karim, original.post, "edit",
		{ body: "Tekst openbaarbewerkt" });
	assert.equal(r.status, 303, r.text);
	original.places = [`/p/${original.post}/history`];
	// What stood there before an edit that was approved.
	const earlier = secret("eerder");
	earlier.post = await newAnswer(`Tekst ${earlier.word}`);
	await approve(karim, earlier.post);
	await edit(author, earlier.post, { body: "Tekst openbaarnieuw" });
	await approve(karim, earlier.post);
	earlier.places = [`/p/${earlier.post}/history`];
	// A title too.
	const renamed = await openThread(author, theme, "Titel openbaardrie",
		"Begin openbaardrie");
	const title = secret("titel");
	threads.add(renamed.thread);
	posts.add(renamed.post);
	await approve(karim, renamed.post);
	await edit(author, renamed.post, { title: `Titel ${title.word}`,
		body: "Begin openbaardrie" });
	title.post = renamed.post;
	title.places = [`/p/${renamed.post}/history`];
}

async function makeThreads(karim) {
	await threadIn("heldgesprek", () => {});
	await threadIn("afgewezengesprek", (post) => reject(karim, post, "Nee"));
	await threadIn("ingetrokkengesprek", (post) =>
		put(author, post, "withdraw"));
	await threadIn("stilgesprek", async (post) => {
		await approve(karim, post);
		await put(author, post, "withdraw");
	});
	await threadIn("weggesprek", async (post) => {
		await approve(karim, post);
		await put(karim, post, "remove", { reason: "Nee" });
	});
	// Those that go on without their beginning.
	for (const [name, take] of [
		["kopingetrokken", (post) => put(author, post, "withdraw")],
		["kopweggehaald", (post) => put(karim, post, "remove",
			{ reason: "Nee" })]])
		await threadIn(name, async (post, thread) => {
			await approve(karim, post);
			const below = await answer(author, thread, "Reactie openbaaronder");
			posts.add(below);
			await approve(karim, below);
			await take(post);
			headless.push(thread);
		});
}

before(async () => {
	site = await startSite({ demo: true });
	author = await addPerson(site, "Auteur");
	insiders.author = author;
	insiders.theme = await addPerson(site, "Themamod",
		`moderator:theme/${theme}`);
	insiders.organisation = await addPerson(site, "Orgmod",
		"moderator:org/granaatappel");
	insiders.umbrella = await addPerson(site, "Koepelmod",
		"moderator:org/lantaarn");
	insiders.site = await addPerson(site, "Sitemod", "moderator");
	insiders.admin = await addPerson(site, "Baas", "admin");
	outsiders.visitor = site.client();
	outsiders.member = await addPerson(site, "Anderlid");
	outsiders.host = await addPerson(site, "Gastheer",
		"host:org/granaatappel");
	outsiders.otherTheme = await addPerson(site, "Anderemod",
		"moderator:theme/huiselijk-geweld");
	outsiders.otherOrganisation = await addPerson(site, "Buurmod",
		"moderator:org/buurtbrug");
	const karim = insiders.site;

	open = await openThread(author, theme, "Titel openbaar", "Begin openbaar");
	threads.add(open.thread);
	posts.add(open.post);
	await approve(karim, open.post);

	await makeAnswers(karim);
	await makeEdits(karim);
	await makeThreads(karim);
	await site.indexed();
});
after(() => site.stop());

// Every address at which a post could come to light.
function channels() {
	const each = (ids, ...makers) => [...ids].flatMap((id) =>
		makers.map((make) => make(id)));
	return ["/", "/org/granaatappel", "/org/lantaarn", `/theme/${theme}`,
		`/theme/${theme}/new`, "/queue", "/log", "/account",
		"/account/posts", "/sitemap.xml", "/sitemap/1", "/robots.txt",
		"/search?q=openbaaronder", ...secrets.flatMap(({ word }) => [`/search?q=${word}`,
			`/search?q=${word.slice(0, 8)}`, `/search?q="${word}"`]),
		...each(threads, (id) => `/t/${id}`, (id) => `/t/${id}?page=1`,
			(id) => `/t/${id}/answer`, (id) => `/t/${id}/close`),
		...each(posts, (id) => `/p/${id}`, (id) => `/p/${id}/answer`,
			(id) => `/p/${id}/edit`, (id) => `/p/${id}/history`,
			(id) => `/p/${id}/withdraw`, (id) => `/p/${id}/restore`,
			(id) => `/p/${id}/remove`, (id) => `/queue/${id}`)];
}

// Words as the search page shows them in its own field are not a find.
function saidIn(reply, path) {
	const asked = /q="?([^"&]*)/.exec(decodeURI(path))?.[1];
	const all = JSON.stringify(reply.headers) + reply.body;
	return asked ? all.replaceAll(asked, "") + foundBySearch(reply) : all;
}

function foundBySearch(reply) {
	return [...reply.body.matchAll(/href="(\/p\/\d+)"/g)]
		.map((m) => `found ${m[1]}`).join(" ");
}

test("nobody finds words that are not for them, anywhere", async () => {
	assert.ok(secrets.length >= 15);
	for (const [role, client] of Object.entries(outsiders))
		for (const path of channels()) {
			const said = saidIn(await client.get(path), path);
			for (const { word, post } of secrets) {
				assert.ok(!said.includes(word),
					`${role} finds ${word} at ${path}`);
				if (path.includes(word))
					assert.ok(!said.includes(`found /p/${post}`),
						`${role} finds /p/${post} by ${path}`);
			}
		}
});

test("who may not see a thread may not listen to it", async () => {
	const all = { ...insiders, ...outsiders };
	let n = 0;
	for (const [role, client] of Object.entries(all))
		for (const thread of threads) {
			const ears = await listen(client, `/t/${thread}/events`);
			const page = await client.raw("GET", `/t/${thread}`);
			assert.equal(ears.status, page.status, `${role} /t/${thread}`);
			n += ears.status !== 200;
			ears.close();
		}
	assert.ok(n > 0);
});

test("those who may, find them", async () => {
	for (const [role, client] of Object.entries(insiders))
		for (const { word, places } of secrets)
			for (const path of places) {
				const reply = await client.get(path);
				assert.ok(reply.body.includes(word),
					`${role} does not find ${word} at ${path}: ${
						reply.status}`);
			}
});

test("what waits is in the queue of its moderators alone", async () => {
	const waiting = ["geheimheldantwoord", "geheimheldgesprek",
		"geheimwijziging", "geheimtitel"];
	for (const [role, client] of Object.entries(insiders)) {
		let said = "", path = "/queue";
		while (path) {
			const reply = await client.get(path);
			said += reply.text;
			path = /href="(\/queue\?after=[\d.]+)"/.exec(reply.body)?.[1];
		}
		for (const word of waiting)
			assert.equal(said.includes(word), role !== "author",
				`${role} ${word}`);
		for (const word of ["geheimafgewezenantwoord", "geheimingetrokkenheld"])
			assert.ok(!said.includes(word), `${role} ${word}`);
	}
});

test("reasons are read by the author and in the log of moderators", async () => {
	for (const [role, client] of Object.entries(insiders)) {
		const reply = await client.get(role === "author" ?
			"/account/posts" : "/log");
		let said = reply.text;
		const more = /href="(\/account\/posts\?before=\d+)"/.exec(reply.body);
		if (more)
			said += (await client.get(more[1])).text;
		for (const word of ["geheimreden", "geheimweg"])
			assert.ok(said.includes(word), `${role} does not read ${word}`);
	}
});

test("what everyone may read is found by everyone", async () => {
	const all = { ...insiders, ...outsiders };
	for (const [role, client] of Object.entries(all)) {
		const page = await client.get(`/t/${open.thread}`);
		for (const word of ["openbaar", "openbaaroud", "openbaarbewerkt",
			"openbaarnieuw", "bewerkt door de moderatoren"])
			assert.ok(page.text.includes(word), `${role} ${word}`);
		if (role in outsiders) {
			assert.match(page.text, /heeft dit bericht ingetrokken/);
			assert.match(page.text, /heeft dit bericht weggehaald/);
		}
		for (const id of headless)
			assert.match((await client.get(`/t/${id}`)).text,
				/openbaaronder/, role);
		const found = await client.get("/search?q=openbaarnieuw");
		assert.match(found.body, /href="\/p\/\d+"/, role);
	}
});

test("sentences and lists count what everyone may read", async () => {
	const shown = /Al (\d+) reacties, praat mee/;
	for (const [role, client] of Object.entries({ ...insiders, ...outsiders })) {
		for (const path of [`/t/${open.thread}`, `/theme/${theme}`])
			assert.ok(!/\b0 reacties|-\d+ reacties/.test(
				(await client.get(path)).text), path);
		const page = await client.get(`/t/${open.thread}`);
		assert.equal(shown.exec(page.text)[1], "3", role);
	}
	const map = (await outsiders.visitor.get("/sitemap/1")).body;
	assert.ok(map.includes(`/t/${open.thread}<`));
	const shy = [...threads].filter((t) => t !== open.thread &&
		map.includes(`/t/${t}<`));
	const listed = (await outsiders.visitor.get(`/theme/${theme}`)).body;
	for (const t of shy)
		assert.ok(listed.includes(`"/t/${t}"`), `${t} is listed too`);
});

test("a post that waits changes no page of those who may not see it",
	async () => {
		const pages = ["/", `/theme/${theme}`, "/org/granaatappel",
			`/t/${open.thread}`, "/search?q=openbaar", "/sitemap.xml",
			"/sitemap/1"];
		const look = async () => {
			const tags = {};
			for (const role of ["visitor", "member"])
				for (const path of pages) {
					const r = await outsiders[role].get(path);
					tags[`${role} ${path}`] = r.headers.etag;
				}
			return tags;
		};
		const before = await look();
		// A form's key is new each time: what is compared has none.
		delete before[`member /t/${open.thread}`];
		assert.ok(Object.values(before).every((tag) => /"/.test(tag)),
			JSON.stringify(before));
		const waiting = await answer(author, open.thread, "Nog een die wacht");
		await openThread(author, theme, "Nog een gesprek", "Dat wacht");
		await edit(author, open.post, { title: "Titel openbaar",
			body: "Begin dat anders wordt" });
		const after = await look();
		delete after[`member /t/${open.thread}`];
		assert.deepEqual(after, before);
		await approve(insiders.theme, waiting);
		const shown = await look();
		assert.notEqual(shown[`visitor /t/${open.thread}`],
			before[`visitor /t/${open.thread}`]);
	});

test("nobody acts on what they may not", async () => {
	const [held, gone, taken] = ["heldantwoord", "weggehaald",
		"ingetrokkenshown"].map((name) =>
		secrets.find((s) => s.word === `geheim${name}`).post);
	for (const [role, client] of Object.entries(outsiders)) {
		for (const [path, values] of [
			[`/p/${held}/edit`, { body: "Gekaapt", version: "1" }],
			[`/p/${held}/withdraw`, {}], [`/p/${taken}/restore`, {}],
			[`/p/${gone}/restore`, {}],
			[`/p/${open.post}/remove`, { reason: "Zomaar" }],
			[`/p/${open.post}/edit`, { body: "Gekaapt", version: "1" }],
			[`/p/${open.post}/withdraw`, {}],
			[`/p/${held}/answer`, { body: "Stiekem" }],
			[`/p/${held}/answer`, { body: "Stiekem", preview: "1" }],
			[`/queue/${held}`, { action: "approve", version: "1" }],
			[`/queue/${held}`, { action: "claim" }],
			[`/t/${open.thread}/close`, {}],
			["/settings", { name: "Gekaapt" }],
			["/org/buurtbrug/edit", { name: "Gekaapt", version: "1" }],
			["/org/new", { name: "Gekaapt" }],
		]) {
			const r = await client.post(path, values);
			assert.ok(r.status === 403 || r.status === 404,
				`${role} ${path}: ${r.status}`);
			assert.ok(!r.body.includes("geheim"), `${role} ${path}`);
		}
		const bulk = await client.post("/queue",
			{ verdict: "approve", post: `${held}.1` });
		assert.ok([403, 409].includes(bulk.status), `${role} ${bulk.status}`);
		assert.ok(!bulk.body.includes("geheim"), role);
	}
	const page = await author.get(`/p/${held}`);
	assert.ok(page.text.includes("geheimheldantwoord"));
	assert.ok(!(await outsiders.visitor.get(`/t/${open.thread}`)).text
		.includes("Gekaapt"));
});
