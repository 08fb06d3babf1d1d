// Opening a thread, answering, editing, withdrawing, without losing a word.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";

let site, member, moderator;
before(async () => {
	site = await startSite({ demo: true });
	member = site.client();
	await member.signIn("lid@demo.example");
	moderator = site.client();
	await moderator.signIn("moderator@demo.example");
});
after(() => site.stop());

const script = '<script>alert(1)</script>"\'&';

// A thread by the member, and its opening post.
async function openThread(title, body) {
	const r = await member.submit("/theme/partnerkeuze/new", { title, body });
	assert.equal(r.status, 200, r.text);
	return { thread: /^\/t\/\d+/.exec(r.path)[0],
		post: /id="p(\d+)"/.exec(r.body)[1] };
}

async function approve(post) {
	const r = await moderator.submit(`/queue/${post}`,
		{ action: "approve" }, { action: `/queue/${post}` });
	assert.equal(r.status, 200, r.text);
}

test("a form that fails gives back what was typed", async () => {
	const r = await member.submit("/theme/politiek/new",
		{ title: "x", body: script, language: "fr" });
	assert.equal(r.status, 422);
	const form = r.form("/theme/politiek/new");
	assert.equal(form.title, "x");
	assert.equal(form.body, script);
	assert.equal(form.language, "fr");
	assert.ok(form.key.length > 20);
	assert.match(r.body, /<a href="#title">/);
	assert.match(r.body, /<input id="title"[^>]*aria-invalid="true"/);
	assert.doesNotMatch(r.body, /<script>alert/);
});

test("a preview keeps everything and makes nothing", async () => {
	const before = (await member.get("/account/posts")).body;
	const r = await member.submit("/theme/politiek/new", { preview: "1",
		title: script, body: `**vet** ${script}\n\n\nlaatste regel` });
	assert.equal(r.status, 200);
	assert.match(r.body, /<strong>vet<\/strong>/);
	assert.doesNotMatch(r.body, /<script>alert/);
	const form = r.form("/theme/politiek/new");
	assert.equal(form.title, script);
	assert.equal(form.body.replaceAll("\r", ""),
		`**vet** ${script}\n\n\nlaatste regel`);
	assert.equal((await member.get("/account/posts")).body, before);
});

test("a text that begins with empty lines comes back whole", async () => {
	const r = await member.submit("/theme/politiek/new",
		{ preview: "1", title: "Regels", body: "\n\n    code" });
	assert.equal(r.form("/theme/politiek/new").body, "\n\n    code");
});

test("what is held is seen by its author and the moderators only", async () => {
	const { thread, post } = await openThread("Even wachten graag",
		"Woord qqzz");
	let r = await member.get(thread);
	assert.match(r.text, /wacht op een moderator/);
	r = await site.client().get(thread);
	assert.equal(r.status, 404);
	assert.equal((await site.client().get(`/p/${post}`)).status, 404);
	await approve(post);
	r = await site.client().get(thread);
	assert.equal(r.status, 200);
	assert.match(r.text, /qqzz/);
});

test("an answer can be sent from both addresses", async () => {
	const { thread, post } = await openThread("Antwoord graag hierop", "Begin");
	await approve(post);
	let r = await member.submit(`${thread}/answer`, { body: "Eerste aaa" });
	assert.equal(r.status, 200, r.text);
	const first = /id="p(\d+)"[^]*?Eerste aaa/.exec(
		r.body.slice(r.body.indexOf('id="answers"')))[1];
	await approve(first);
	r = await member.submit(`/p/${first}/answer`, { body: "Tweede bbb" });
	assert.equal(r.status, 200, r.text);
	assert.match(r.text, /Tweede bbb/);
	const opened = await member.get(`/p/${first}/answer`);
	assert.match(opened.text, /Eerste aaa/);
	assert.equal(opened.form(`/p/${first}/answer`).parent, first);
	const sent = await member.post(`${thread}/answer`, { parent: first,
		key: "een-eigen-sleutel-van-deze-test", body: "Derde ccc" });
	assert.equal(sent.status, 303);
	assert.match(sent.headers.location, /^\/p\/\d+$/);
});

test("an edit of what was changed meanwhile is shown beside it", async () => {
	const { post } = await openThread("Twee vensters open", "Begintekst");
	const address = `/p/${post}/edit`;
	const one = (await member.get(address)).form(address);
	const two = (await member.get(address)).form(address);
	let r = await member.post(address, { ...one, body: "Van venster een" });
	assert.equal(r.status, 303);
	r = await member.post(address, { ...two, body: "Van venster twee" });
	assert.equal(r.status, 409);
	assert.equal(r.form(address).body, "Van venster twee");
	assert.match(r.text, /Van venster een/);
	r = await member.post(address, r.form(address));
	assert.equal(r.status, 303);
	r = await member.get(`/p/${post}/history`);
	assert.equal(r.status, 200);
	for (const words of ["Begintekst", "Van venster een",
		"Van venster twee"])
		assert.match(r.text, new RegExp(words));
});

test("a form that was saved and is sent anew is saved at last", async () => {
	const { post } = await openThread("Terug met de knop", "Begintekst");
	const address = `/p/${post}/edit`;
	const form = (await member.get(address)).form(address);
	let r = await member.post(address, { ...form, body: "Eerst dit" });
	assert.equal(r.status, 303);
	// The browser goes back to the form as it was.
	r = await member.post(address, { ...form, body: "Toch liever dat" });
	assert.equal(r.status, 409);
	assert.match(r.text, /Eerst dit/);
	r = await member.post(address, r.form(address));
	assert.equal(r.status, 303);
	assert.match((await member.get(`/p/${post}`)).text, /Toch liever dat/);
});

test("withdrawing asks first, and can be undone", async () => {
	const { thread, post } = await openThread("Toch maar niet dan", "Weg ermee");
	await approve(post);
	let r = await member.get(`/p/${post}/withdraw`);
	assert.equal(r.status, 200);
	assert.match(r.text, /Weg ermee/);
	assert.match((await site.client().get(thread)).text, /Weg ermee/);
	r = await member.submit(`/p/${post}/withdraw`, {});
	assert.equal(r.status, 200, r.text);
	assert.doesNotMatch((await site.client().get(thread)).text, /Weg ermee/);
	r = await member.submit(`/p/${post}/restore`, {});
	assert.equal(r.status, 200, r.text);
	assert.match((await site.client().get(thread)).text, /Weg ermee/);
});

test("removing needs a reason, which the author reads", async () => {
	const { post } = await openThread("Dit mag hier niet", "Te verwijderen");
	await approve(post);
	let r = await moderator.submit(`/p/${post}/remove`, { reason: " " });
	assert.equal(r.status, 422);
	assert.match(r.body, /id="reason-error"/);
	r = await moderator.submit(`/p/${post}/remove`,
		{ reason: "Dit is reclame, regel 4." });
	assert.equal(r.status, 200, r.text);
	r = await member.get("/account/posts");
	assert.match(r.text, /Weggehaald door een moderator/);
	assert.match(r.text, /Dit is reclame, regel 4\./);
	assert.equal((await member.get(`/p/${post}/restore`)).status, 403);
});

test("what was closed meanwhile gives the words back", async () => {
	const { thread, post } = await openThread("Straks gaat het dicht", "Begin");
	await approve(post);
	const form = (await member.get(`${thread}/answer`))
		.form(`${thread}/answer`);
	let r = await moderator.submit(`${thread}/close`, {});
	assert.equal(r.status, 200, r.text);
	r = await member.post(`${thread}/answer`,
		{ ...form, body: "Net te laat ddd" });
	assert.equal(r.status, 403);
	assert.match(r.text, /Net te laat ddd/);
	assert.equal((await member.get(`${thread}/answer`)).status, 403);
	await moderator.submit(`${thread}/close`, {});
	r = await member.post(`${thread}/answer`,
		{ ...form, body: "Net te laat ddd" });
	assert.equal(r.status, 303);
});

test("a visitor is asked to sign in and comes back to the form", async () => {
	const c = site.client();
	const r = await c.get("/theme/politiek/new");
	assert.match(r.path, /^\/sign-in\?next=/);
	const sent = await c.post("/sign-in", { ...r.form("/sign-in"),
		email: "lid@demo.example", password: "koffie-en-muntthee" });
	assert.equal(sent.headers.location, "/theme/politiek/new");
});

// A thread in a theme without a queue, with one answer, whose opening post its
// author then withdraws.
async function headless() {
	const opened = await member.submit("/theme/politiek/new",
		{ title: "Titel die weggaat", body: "Opening" });
	const thread = /^\/t\/\d+/.exec(opened.path)[0];
	const post = /id="p(\d+)"/.exec(opened.body)[1];
	await moderator.submit(`${thread}/answer`, { body: "Blijft staan" });
	await member.submit(`/p/${post}/withdraw`, {});
	return { thread, post };
}

test("r0002: a thread without a title can be opened from every list", async () => {
	const { thread } = await headless();
	const link = new RegExp(`<a href="${thread}"[^>]*>([^<]*)</a>`);
	for (const address of ["/", "/theme/politiek"]) {
		const r = await site.client().get(address);
		assert.equal(link.exec(r.body)[1].trim(),
			"Gesprek zonder titel", address);
		assert.doesNotMatch(r.body, /Titel die weggaat/);
	}
	const r = await moderator.get("/account/posts");
	assert.match(r.body, /<a href="\/p\/\d+"[^>]*>\s*Gesprek zonder titel/);
});

test("r0002: nobody is invited to answer where nobody can", async () => {
	const { thread } = await headless();
	for (const c of [site.client(), member]) {
		const r = await c.get(thread);
		assert.match(r.text, /Blijft staan/);
		assert.match(r.text, /niet meer reageren/);
		assert.doesNotMatch(r.text, /praat mee$|Log in om te reageren/m);
		assert.doesNotMatch(r.body, /\/answer"/);
	}
});

test("r0002: withdrawing twice is fine", async () => {
	const { thread, post } = await headless();
	for (const step of ["withdraw", "restore", "restore", "withdraw"]) {
		const r = await member.post(`/p/${post}/${step}`, {});
		assert.equal(r.status, 303, step);
	}
	assert.equal((await moderator.post(`/p/${post}/restore`, {})).status, 403);
	assert.doesNotMatch((await site.client().get(thread)).text, /Opening/);
});

test("r0002: signing in leads back to the form that was refused", async () => {
	const c = site.client();
	const r = await c.post("/theme/politiek/new", { body: "Bewaar dit" });
	assert.equal(r.status, 403);
	assert.match(r.text, /Bewaar dit/);
	assert.match(r.body, /href="\/sign-in\?next=%2Ftheme%2Fpolitiek%2Fnew"/);
});
