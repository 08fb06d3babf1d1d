// Becoming a member, signing in and out, another password.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { demoPassword, startSite } from "../lib/site.mjs";

let site;
before(async () => { site = await startSite({ demo: true }); });
after(() => site.stop());

const password = "vier rode fietsen";

test("an address that is taken ends on the same page as a new one", async () => {
	const fresh = await site.client().signUp("Nora Nieuw",
		"nora@voorbeeld.example", password);
	const taken = await site.client().signUp("Nora Anders",
		"lid@demo.example", password);
	assert.equal(fresh.path, taken.path);
	assert.equal(fresh.body, taken.body);
	const thief = site.client();
	const r = await thief.submit("/sign-in",
		{ email: "lid@demo.example", password });
	assert.match(r.text, /klopt niet/);
});

test("a failed sign-up gives back everything but the password", async () => {
	const r = await site.client().submit("/sign-up", { name: "<b>Jan</b>",
		email: "geen adres", password: "kort" });
	assert.equal(r.status, 422);
	const form = r.form("/sign-up");
	assert.equal(form.name, "<b>Jan</b>");
	assert.equal(form.email, "geen adres");
	assert.equal(form.password, "");
	for (const field of ["email", "password"]) {
		assert.match(r.body, new RegExp(`<li><a href="#${field}">`));
		assert.match(r.body, new RegExp(`id="${field}-error"`));
		assert.match(r.body, new RegExp(`<input id="${field}"[^>]*` +
			`aria-describedby="[^"]*${field}-error"[^>]*` +
			`aria-invalid="true"`));
	}
	assert.match(r.body, /aria-describedby="name-hint"/);
});

test("a failed sign-in does not say which part was wrong", async () => {
	const strip = (r) => r.body.replaceAll(/[a-z]+@[a-z.]+/g, "");
	const wrong = await site.client().submit("/sign-in",
		{ email: "lid@demo.example", password: "iets anders" });
	const unknown = await site.client().submit("/sign-in",
		{ email: "niemand@nergens.example", password: "iets anders" });
	assert.equal(wrong.status, 422);
	assert.equal(unknown.status, 422);
	assert.equal(strip(wrong), strip(unknown));
	assert.equal(wrong.form("/sign-in").email, "lid@demo.example");
	assert.equal(wrong.form("/sign-in").password, "");
});

test("signing in goes on to a page of this site only", async () => {
	const from = async (next) => {
		const c = site.client();
		const page = await c.get(`/sign-in?next=${encodeURIComponent(next)}`);
		const sent = await c.post("/sign-in", { ...page.form("/sign-in"),
			email: "lid@demo.example", password: demoPassword });
		return sent.headers.location;
	};
	assert.equal(await from("/t/1?page=1"), "/t/1?page=1");
	for (const next of ["https://kwaad.example/", "//kwaad.example",
		"/\\kwaad.example", "javascript:alert(1)", "t/1", ""])
		assert.equal(await from(next), "/", next);
});

test("signing out is a button, not a link", async () => {
	const c = site.client();
	await c.signIn("lid@demo.example");
	const page = await c.get("/sign-out");
	assert.equal(page.status, 200);
	assert.equal((await c.get("/account")).status, 200);
	await c.post("/sign-out", {});
	assert.match((await c.get("/account")).path, /^\/sign-in/);
});

test("another password ends the other sessions", async () => {
	const here = site.client(), there = site.client();
	await here.signUp("Piet Paswoord", "piet@voorbeeld.example", password);
	await here.signIn("piet@voorbeeld.example", password);
	await there.signIn("piet@voorbeeld.example", password);
	let r = await here.submit("/account/password",
		{ current: "iets anders", password: "vijf blauwe boten" });
	assert.equal(r.status, 422);
	assert.match(r.body, /id="current-error"/);
	assert.equal(r.form("/account/password").password, "");
	r = await here.submit("/account/password",
		{ current: password, password: "vijf blauwe boten" });
	assert.equal(r.status, 200, r.text);
	assert.match(r.text, /wachtwoord is veranderd/);
	assert.match((await there.get("/account")).path, /^\/sign-in/);
	await there.signIn("piet@voorbeeld.example", "vijf blauwe boten");
	await there.post("/account/sign-out", {});
	assert.match((await here.get("/account")).path, /^\/sign-in/);
});

test("the language follows the account", async () => {
	const c = site.client();
	let r = await c.follow(await c.post("/language",
		{ language: "en", next: "/rules" }));
	assert.equal(r.path, "/rules");
	assert.match(r.body, /<html lang="en"/);
	await c.signIn("lid@demo.example");
	await c.post("/language", { language: "en" });
	const elsewhere = site.client();
	await elsewhere.signIn("lid@demo.example");
	r = await elsewhere.get("/account");
	assert.match(r.body, /<html lang="en"/);
	await elsewhere.post("/language", { language: "nl" });
	r = await c.post("/language", { language: "xx" });
	assert.equal(r.status, 400);
});

test("who forgot the password is told whom to ask", async () => {
	const r = await site.client().get("/forgot");
	assert.equal(r.status, 200);
	assert.match(r.body, /href="(\/contact|mailto:)/);
});
