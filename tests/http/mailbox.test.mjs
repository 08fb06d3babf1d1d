// What a site that can mail asks and tells by it: a new password, an address that
// is somebody's own; and that nobody learns from it who is a member.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite, withSite } from "../lib/site.mjs";
import { addPerson, password } from "../lib/people.mjs";

// Where no mail server is; what is queued waits.
const args = ["--smtp", "smtp://127.0.0.1:9", "--mail-from", "praat@test.example"];

// The address of the site is needed for links.
async function setAddress(site) {
	const admin = site.client();
	await admin.signIn("beheer@demo.example");
	await admin.submit("/settings", { url: site.url });
}

let site, nora;
before(async () => {
	site = await startSite({ demo: true, args });
	await setAddress(site);
	nora = await addPerson(site, "Nora Nieuw");
});
after(() => site.stop());

const known = "noranieuw@test.example";

// An answer without what differs at every request.
function lasting(r) {
	const headers = { ...r.headers };
	for (const name of ["date", "x-request-id"]) {
		assert.ok(headers[name], name);
		delete headers[name];
	}
	return [r.status, headers, r.body];
}

test("without mail a new password is asked of a person", withSite({ demo: true },
	async (other) => {
		const c = other.client();
		const r = await c.get("/forgot");
		assert.match(r.text, /Vraag het aan de beheerder/);
		assert.doesNotMatch(r.body, /action="\/forgot"/);
		assert.equal((await c.post("/forgot", { email: known })).status, 404);
		await c.signIn("lid@demo.example");
		assert.doesNotMatch((await c.get("/account")).body,
			/bevestigd|\/account\/mail/);
		assert.equal((await c.post("/account/confirm", {})).status, 404);
	}));

test("a mail server alone is not enough: links need an address",
	withSite({ demo: true, args }, async (other) => {
		const r = await other.client().get("/forgot");
		assert.doesNotMatch(r.body, /action="\/forgot"/);
		await setAddress(other);
		assert.match((await other.client().get("/forgot")).body,
			/action="\/forgot"/);
	}));

test("a new password is asked for by address", async () => {
	const c = site.client();
	let r = await c.get("/forgot");
	assert.match(r.text, /Kun je niet bij je mail\?/);
	for (const [email, sentence] of [["", /Vul dit nog in/],
		["nora", /Dit is geen e-mailadres/],
		[`${"a".repeat(250)}@test.example`, /te lang/]]) {
		r = await c.submit("/forgot", { email });
		assert.equal(r.status, 422);
		assert.match(r.text, sentence);
		assert.match(r.body, /<li><a href="#email">/);
		assert.equal(r.form("/forgot").email, email);
	}
	r = await c.submit("/forgot", { email: known });
	assert.equal(r.path, "/forgot?sent=1");
	assert.match(r.body, /class="notice ok" role="status"/);
	assert.match(r.text, /Hoort bij dit adres een account\?/);
	r = await c.post("/language?to=fr&next=/forgot", { email: "half@" });
	assert.match(r.body, /<html lang="fr"/);
	assert.equal(r.form("/forgot").email, "half@");
});

test("what is said of an address that nobody has is said of all", async () => {
	const ask = async (email) => {
		const c = site.client();
		const sent = await c.post("/forgot", { email });
		return [lasting(sent), lasting(await c.follow(sent))];
	};
	const said = await ask("niemand@test.example");
	assert.equal(said[0][0], 303);
	for (const email of [known, known.toUpperCase(), "lid@demo.example"])
		assert.deepEqual(await ask(email), said, email);
	const join = async (name, email) => {
		const c = site.client();
		const sent = await c.post("/sign-up", { name, email, password });
		return [lasting(sent), lasting(await c.follow(sent))];
	};
	const joined = await join("Eerste Lid", "eerste@test.example");
	assert.match(joined[1][2], /ook een mail gestuurd/);
	for (const email of [known, "eerste@test.example", "lid@demo.example"])
		assert.deepEqual(await join(`Ander ${email.length}`, email), joined,
			email);
});

test("how often one may ask is the same for every address",
	withSite({ demo: true, args: [...args,
		"--mail-ask-limit-account", "2/3600"] }, async (other) => {
		await setAddress(other);
		await addPerson(other, "Nora Nieuw");
		const c = other.client();
		const ask = async (email, path = "/forgot") =>
			c.post(path, { email, name: `N ${Math.random()}`, password });
		for (const email of [known, "niemand@test.example",
			"lid@demo.example"]) {
			assert.equal((await ask(email, "/sign-up")).status, 303);
			assert.equal((await ask(email.toUpperCase())).status, 303);
			for (const path of ["/forgot", "/sign-up"]) {
				const r = await ask(email, path);
				assert.equal(r.status, 429, email);
				assert.ok(r.headers["retry-after"] > 1700, email);
			}
		}
		await addPerson(other, "Bas");
		const bas = other.client();
		await bas.signIn("bas@test.example", password);
		for (const status of [303, 303, 429])
			assert.equal((await bas.post("/account/confirm", {})).status,
				status);
	}));

test("from one address so many are asked for", withSite({ demo: true, args: [...args,
	"--mail-ask-limit-address", "3/3600"] }, async (other) => {
	await setAddress(other);
	const c = other.client();
	for (const status of [303, 303, 303, 429])
		assert.equal((await c.post("/forgot",
			{ email: `${Math.random()}@test.example` })).status, status);
}));

test("one's account says what one is mailed", async () => {
	let r = await nora.get("/account");
	assert.match(r.text, /noranieuw@test.example nog niet bevestigd/);
	assert.equal(r.form("/account/mail").mail_placed, "1");
	r = await nora.submit("/account", {}, { action: "/account/confirm" });
	assert.equal(r.path, "/account?sent=1");
	assert.match(r.text, /De mail is onderweg/);
	const box = async () => (await nora.get("/account"))
		.form("/account/mail").mail_placed;
	r = await nora.follow(await nora.post("/account/mail", {}));
	assert.equal(r.path, "/account?saved=1");
	assert.match(r.text, /Bewaard/);
	assert.equal(await box(), undefined);
	await nora.post("/account/mail", { mail_placed: "1" });
	assert.equal(await box(), "1");
	const demo = site.client();
	await demo.signIn("lid@demo.example");
	r = await demo.get("/account");
	assert.doesNotMatch(r.body, /bevestigd|\/account\/(mail|confirm)/);
	for (const path of ["/account/confirm", "/account/mail"])
		assert.equal((await site.client().post(path, {})).status, 403);
});

test("a link that is not good says how to get another", async () => {
	const token = "x".repeat(43);
	for (const [path, to] of [["/new-password", "/forgot"],
		["/confirm-address", "/account"]]) {
		const c = site.client();
		for (const r of [await c.get(`${path}?token=${token}`),
			await c.get(`${path}?token=kort`),
			await c.post(path, { token, password }),
			await c.post(path, { password })]) {
			assert.equal(r.status, 404);
			assert.match(r.text, /Deze link werkt niet/);
			assert.match(r.body, new RegExp(`class="button" href="${to}"`));
			assert.equal(r.headers["cache-control"], "no-store");
		}
		// Who signed in on the page has left the link behind.
		assert.equal((await c.raw("GET", path)).headers.location, "/account");
	}
});
