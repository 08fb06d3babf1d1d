// The way through the product: sign up, answer, approve, read.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite, run } from "../lib/site.mjs";

let site;
before(async () => { site = await startSite({ demo: true }); });
after(() => site.stop());

// The address of a thread of the theme, newest first.
async function threadOf(client, slug) {
	const page = await client.get(`/theme/${slug}`);
	assert.equal(page.status, 200);
	return /href="(\/t\/\d+)"/.exec(page.body)[1];
}

test("a member signs up, answers, is approved and read", async () => {
	const ann = site.client(), moderator = site.client(),
		visitor = site.client();
	let page = await ann.signUp("Ann de Proef", "ann@voorbeeld.example",
		"een goed lang wachtwoord");
	assert.equal(page.path.split("?")[0], "/sign-in");
	await ann.signIn("ann@voorbeeld.example", "een goed lang wachtwoord");

	const thread = await threadOf(ann, "werk");
	page = await ann.submit(thread, { body: "Mijn **eerste** antwoord xyzzy" },
		{ action: `${thread}/answer` });
	assert.equal(page.status, 200);
	assert.match(page.body, /Mijn <strong>eerste<\/strong> antwoord xyzzy/);

	const hidden = await visitor.get(thread);
	assert.doesNotMatch(hidden.body, /xyzzy/);

	await moderator.signIn("moderator@demo.example");
	page = await moderator.get("/queue");
	assert.match(page.body, /xyzzy/);
	const item = [...page.body.matchAll(/href="(\/queue\/\d+)"/g)]
		.map((m) => m[1]);
	let decided;
	for (const address of new Set(item)) {
		const one = await moderator.get(address);
		if (!/xyzzy/.test(one.body))
			continue;
		decided = await moderator.submit(address, { action: "approve" },
			{ action: address });
		assert.equal(decided.status, 200, decided.text);
	}
	assert.ok(decided, "the post is in the queue");
	const shown = await visitor.get(thread);
	assert.match(shown.body, /xyzzy/);
});

test("a thread sent twice is opened once", async () => {
	const member = site.client();
	await member.signIn("lid@demo.example");
	const form = (await member.get("/theme/politiek/new"))
		.form("/theme/politiek/new");
	const typed = { ...form, title: "Twee keer gestuurd",
		body: "Dezelfde woorden." };
	const first = await member.post("/theme/politiek/new", typed);
	const second = await member.post("/theme/politiek/new", typed);
	assert.equal(first.status, 303);
	assert.equal(second.headers.location, first.headers.location);
	const other = await member.post("/theme/politiek/new",
		{ ...typed, body: "Andere woorden." });
	assert.equal(other.status, 422);
	assert.match(other.body, /Andere woorden\./);
});

test("the command line and the pages agree", async () => {
	run(["user", "add", "--data", site.data, "--name", "Nieuwe beheerder",
		"--email", "nieuw@voorbeeld.example", "--role", "admin",
		"--password-stdin"], { input: "nog een goed wachtwoord\n" });
	const admin = site.client();
	await admin.signIn("nieuw@voorbeeld.example", "nog een goed wachtwoord");
	assert.equal((await admin.get("/settings")).status, 200);
	assert.match(run(["check", "--data", site.data]), /in order/);
});

test("r0002: a role is listed as it is given and taken", () => {
	const user = (...words) => run(["user", ...words, "--data", site.data]);
	for (const role of ["host:org/lantaarn", "moderator:theme/werk"]) {
		user("role", "Nieuwe beheerder", "--give", role);
		const listed = user("list").split("\n").find((line) =>
			line.includes("Nieuwe beheerder")).split("\t")[3];
		assert.deepEqual(listed.split(",").sort(), ["admin", role]);
		user("role", "Nieuwe beheerder", "--take", role);
	}
});
