// The queue: claims, decisions, many at once, two moderators at a time.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { run, startSite } from "../lib/site.mjs";

let site, member, karim, other;
before(async () => {
	site = await startSite({ demo: true });
	run(["user", "add", "--data", site.data, "--name", "Tweede Moderator",
		"--email", "tweede@voorbeeld.example", "--role", "moderator",
		"--password-stdin"], { input: "vier rode fietsen\n" });
	member = site.client();
	await member.signIn("lid@demo.example");
	karim = site.client();
	await karim.signIn("moderator@demo.example");
	other = site.client();
	await other.signIn("tweede@voorbeeld.example", "vier rode fietsen");
});
after(() => site.stop());

// A post of the member that waits; gives its id.
async function held(words, theme = "partnerkeuze") {
	const r = await member.submit(`/theme/${theme}/new`,
		{ title: `Over ${words}`, body: `Tekst ${words}` });
	assert.equal(r.status, 200, r.text);
	return /id="p(\d+)"/.exec(r.body)[1];
}

const decideForm = async (client, id) => {
	const r = await client.get(`/queue/${id}`);
	assert.equal(r.status, 200, r.text);
	const all = r.body.split("<form").length;
	for (let n = 0; n < all; n++) {
		const form = r.form(`/queue/${id}`, n);
		if ("reason" in form)
			return form;
	}
	throw new Error("no form to decide with");
};

test("only moderators see the queue and the log", async () => {
	for (const address of ["/queue", "/log", "/queue/1"]) {
		assert.equal((await member.get(address)).status, 403, address);
		assert.match((await site.client().get(address)).path,
			/^\/sign-in/, address);
	}
});

test("a moderator of one theme sees that theme only", async () => {
	const id = await held("elders");
	const local = site.client();
	await local.signIn("themamoderator@demo.example");
	const r = await local.get("/queue");
	assert.equal(r.status, 200);
	assert.doesNotMatch(r.text, /Tekst elders/);
	assert.equal((await local.get(`/queue/${id}`)).status, 404);
	const sent = await local.post(`/queue/${id}`,
		{ action: "approve", version: "1" });
	assert.equal(sent.status, 404);
	assert.match((await karim.get("/queue")).text, /Over elders/);
});

test("rejecting needs a reason, which the author reads", async () => {
	const id = await held("afkeuren");
	let form = await decideForm(karim, id);
	let r = await karim.post(`/queue/${id}`,
		{ ...form, action: "reject", reason: "" });
	assert.equal(r.status, 422);
	assert.match(r.body, /id="reason-error"/);
	r = await karim.post(`/queue/${id}`,
		{ ...form, action: "reject", reason: "Te persoonlijk <b>" });
	assert.equal(r.status, 303);
	assert.match(r.headers.location, /^\/queue/);
	r = await member.get("/account/posts");
	assert.match(r.text, /niet geplaatst/i);
	assert.match(r.text, /Te persoonlijk <b>/);
	r = await karim.get("/log");
	assert.match(r.text, /bericht afgewezen/);
	assert.match(r.text, /Te persoonlijk <b>/);
});

test("an edited text is approved, and says so", async () => {
	const id = await held("bewerken");
	const form = await decideForm(karim, id);
	const r = await karim.post(`/queue/${id}`,
		{ ...form, action: "edit", body: "Tekst van de moderator" });
	assert.equal(r.status, 303);
	const shown = await site.client().get(`/p/${id}`);
	assert.match(shown.text, /Tekst van de moderator/);
	assert.match(shown.text, /bewerkt door de moderatoren/);
	assert.match((await member.get(`/p/${id}/history`)).text,
		/Tekst bewerken/);
});

test("approving with a changed text does not lose the change", async () => {
	const id = await held("stiekem");
	const form = await decideForm(karim, id);
	await karim.post(`/queue/${id}`,
		{ ...form, action: "approve", body: "Toch aangepast" });
	assert.match((await site.client().get(`/p/${id}`)).text,
		/Toch aangepast/);
});

test("a claim keeps another moderator away", async () => {
	const id = await held("claim");
	let r = await karim.post(`/queue/${id}`, { action: "claim" });
	assert.equal(r.status, 303);
	r = await other.get(`/queue/${id}`);
	assert.match(r.text, /Karim Oulhadj bekijkt dit tot/);
	r = await other.post(`/queue/${id}`, { action: "claim" });
	assert.equal(r.status, 409);
	assert.match(r.text, /Karim Oulhadj bekijkt dit/);
	assert.equal(r.form(`/queue/${id}`).body, "Tekst claim");
	const form = await decideForm(other, id);
	r = await other.post(`/queue/${id}`,
		{ ...form, action: "reject", reason: "Mijn reden eee" });
	assert.equal(r.status, 409);
	assert.match(r.text, /Mijn reden eee/);
	await karim.post(`/queue/${id}`, { action: "release" });
	r = await other.post(`/queue/${id}`,
		{ ...form, action: "reject", reason: "Mijn reden eee" });
	assert.equal(r.status, 303);
});

test("two browsers race: one decides, the other is told", async () => {
	const id = await held("race");
	const one = await decideForm(karim, id), two = await decideForm(other, id);
	const [a, b] = await Promise.all([
		karim.post(`/queue/${id}`, { ...one, action: "approve" }),
		other.post(`/queue/${id}`,
			{ ...two, action: "reject", reason: "Niet netjes fff" })]);
	assert.deepEqual([a.status, b.status].sort(), [303, 409]);
	const lost = a.status === 409 ? a : b;
	assert.match(lost.text, /heeft hier intussen al over beslist/);
	assert.match(lost.text,
		a.status === 409 ? /Tweede Moderator/ : /Karim Oulhadj/);
	if (b.status === 409)
		assert.match(b.text, /Niet netjes fff/);
});

test("a text that changed under one's hands is not decided on", async () => {
	const id = await held("verandert");
	const form = await decideForm(karim, id);
	let r = await member.submit(`/p/${id}/edit`, { body: "Nieuwe woorden ggg" });
	assert.equal(r.status, 200, r.text);
	r = await karim.post(`/queue/${id}`, { ...form, action: "edit",
		body: "Wat ik ervan maakte hhh", reason: "Mijn reden iii" });
	assert.equal(r.status, 409);
	assert.match(r.text, /intussen veranderd/);
	assert.match(r.text, /Nieuwe woorden ggg/);
	assert.match(r.text, /Wat ik ervan maakte hhh/);
	assert.match(r.text, /Mijn reden iii/);
	assert.equal((await site.client().get(`/p/${id}`)).status, 404);
});

test("what was withdrawn meanwhile says so", async () => {
	const id = await held("ingetrokken");
	const form = await decideForm(karim, id);
	await member.submit(`/p/${id}/withdraw`, {});
	const r = await karim.post(`/queue/${id}`,
		{ ...form, action: "reject", reason: "Reden jjj" });
	assert.equal(r.status, 409);
	assert.match(r.text, /ingetrokken/);
	assert.match(r.text, /Reden jjj/);
});

// Ticks as the list shows them: "ID.VERSION" by id.
async function ticks(client) {
	const found = new Map();
	for (let address = "/queue"; address;) {
		const r = await client.get(address);
		for (const m of r.body.matchAll(/name="post" value="(\d+)\.(\d+)"/g))
			found.set(m[1], `${m[1]}.${m[2]}`);
		address = /href="(\/queue\?after=[\d.]+)"/.exec(r.body)?.[1];
	}
	return found;
}

test("many at once: some succeed, the others say why", async () => {
	const ids = [await held("bulk een"), await held("bulk twee"),
		await held("bulk drie")];
	const all = await ticks(karim);
	const post = ids.map((id) => all.get(id));
	await member.submit(`/p/${ids[1]}/edit`, { body: "Intussen anders kkk" });
	let r = await karim.post("/queue", { verdict: "approve", post });
	assert.equal(r.status, 409);
	assert.match(r.text, /2 berichten goedgekeurd/);
	assert.match(r.text, /Bij één bericht lukte het niet/);
	assert.match(r.text, /intussen veranderd/);
	for (const id of [ids[0], ids[2]])
		assert.equal((await site.client().get(`/p/${id}`)).status, 200);
	assert.equal((await site.client().get(`/p/${ids[1]}`)).status, 404);

	const again = (await ticks(karim)).get(ids[1]);
	r = await karim.post("/queue", { verdict: "reject", post: again });
	assert.equal(r.status, 422);
	assert.match(r.body, new RegExp(`value="${again}" checked`));
	r = await karim.follow(await karim.post("/queue",
		{ verdict: "reject", post: again, reason: "Dubbel" }));
	assert.match(r.text, /Eén bericht afgewezen/);
	r = await karim.post("/queue", { verdict: "approve" });
	assert.equal(r.status, 422);
	assert.match(r.text, /minstens één bericht/);
});

test("after a decision the next one opens", async () => {
	const first = await held("volgorde een");
	await held("volgorde twee");
	const form = await decideForm(karim, first);
	const r = await karim.follow(await karim.post(`/queue/${first}`,
		{ ...form, action: "approve" }));
	assert.match(r.path, /^\/queue\/\d+\?done=approved$/);
	assert.match(r.text, /Eén bericht goedgekeurd\. Dit is het volgende\./);
});

test("nobody decides on a post of their own", async () => {
	const r = await karim.submit("/theme/partnerkeuze/new",
		{ title: "Van de moderator zelf", body: "Meteen zichtbaar" });
	assert.equal(r.status, 200);
	const id = /id="p(\d+)"/.exec(r.body)[1];
	assert.equal((await site.client().get(`/p/${id}`)).status, 200);
});

// The front page lists no closed organisation, and the newest threads of all.
test("r0002 a thread of a closed organisation stands on the front page at once",
	async () => {
		const host = site.client(), visitor = site.client();
		await host.signIn("gastvrouw@demo.example");
		await host.submit("/theme/sociale-zekerheid/edit",
			{ policy: "all" });
		const id = await held("dichte huizen", "sociale-zekerheid");
		await host.submit("/org/lantaarn/close", {});
		assert.doesNotMatch((await visitor.get("/")).text,
			/Over dichte huizen/);
		const sent = await karim.post(`/queue/${id}`,
			{ ...await decideForm(karim, id), action: "approve" });
		assert.equal(sent.status, 303);
		assert.match((await visitor.get("/")).text, /Over dichte huizen/);
	});

test("r0002: another title for the same text is seen", async () => {
	const id = await held("oude-titel");
	await karim.post(`/queue/${id}`, { ...await decideForm(karim, id),
		action: "approve" });
	const r = await member.submit(`/p/${id}/edit`, { title: "Nieuwe titel" });
	assert.equal(r.status, 200, r.text);
	const seen = (await karim.get(`/queue/${id}`)).text;
	assert.match(seen, /Wat er nu staat\s+Over oude-titel/);
	assert.match(seen, /ervan wil maken\s+Nieuwe titel/);
});
