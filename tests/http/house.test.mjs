// Keeping organisations, themes and pages.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";

let site, admin, host;
before(async () => {
	site = await startSite({ demo: true });
	admin = site.client();
	await admin.signIn("beheer@demo.example");
	host = site.client();
	await host.signIn("gastvrouw@demo.example");
});
after(() => site.stop());

test("an administrator adds an organisation, a host a theme", async () => {
	let r = await admin.submit("/org/new", { name: "x", email: "geen" });
	assert.equal(r.status, 422);
	assert.equal(r.form("/org/new").email, "geen");
	assert.match(r.body, /id="email-error"/);
	r = await admin.submit("/org/new", { name: "Vereniging De Proef",
		parent: "lantaarn", email: "info@proef.example",
		website: "proef.example" });
	assert.equal(r.path, "/org/vereniging-de-proef");
	assert.match(r.body, /https:\/\/proef\.example/);
	r = await host.submit("/org/lantaarn/new-theme", { name: "Wonen",
		about: "Over huizen", policy: "new", policy_n: "5" });
	assert.equal(r.path, "/theme/wonen");
	r = await host.submit("/org/lantaarn/new-theme",
		{ name: "Nog een", policy: "verzonnen" });
	assert.equal(r.status, 422);
	assert.match(r.body, /<a href="#policy">/);
});

test("a form sent twice makes one theme", async () => {
	const form = (await host.get("/org/lantaarn/new-theme"))
		.form("/org/lantaarn/new-theme");
	const typed = { ...form, name: "Dubbel", policy: "all",
		openers: "members" };
	const a = await host.post("/org/lantaarn/new-theme", typed);
	const b = await host.post("/org/lantaarn/new-theme", typed);
	assert.equal(a.status, 303);
	assert.equal(a.headers.location, b.headers.location);
	const c = await host.post("/org/lantaarn/new-theme",
		{ ...typed, name: "Anders" });
	assert.equal(c.status, 422);
	assert.match(c.text, /al eens verstuurd/);
	assert.notEqual(c.form("/org/lantaarn/new-theme").key, form.key);
});

test("two people who change a theme do not undo each other", async () => {
	const address = "/theme/werk/edit";
	const one = (await host.get(address)).form(address);
	const two = (await admin.get(address)).form(address);
	let r = await host.post(address, { ...one, about: "Van de gastvrouw" });
	assert.equal(r.status, 303);
	r = await admin.post(address, { ...two, about: "Van de beheerder" });
	assert.equal(r.status, 409);
	assert.equal(r.form(address).about, "Van de beheerder");
	r = await admin.post(address, r.form(address));
	assert.equal(r.status, 303);
	assert.match((await site.client().get("/theme/werk")).text,
		/Van de beheerder/);
});

test("closing a theme asks first, and can be undone", async () => {
	let r = await host.submit("/theme/werk/close", {});
	assert.equal(r.path, "/theme/werk");
	const member = site.client();
	await member.signIn("lid@demo.example");
	assert.equal((await member.get("/theme/werk/new")).status, 403);
	await host.submit("/theme/werk/close", {});
	assert.equal((await member.get("/theme/werk/new")).status, 200);
	r = await host.submit("/org/buurtbrug/close", {});
	assert.equal((await member.get("/theme/werk/new")).status, 403);
	await host.submit("/org/buurtbrug/close", {});
	assert.equal((await member.get("/theme/werk/new")).status, 200);
});

test("who may not change it is told so", async () => {
	const member = site.client();
	await member.signIn("lid@demo.example");
	for (const address of ["/org/lantaarn/edit", "/org/buurtbrug/close",
		"/org/lantaarn/new-theme", "/theme/werk/edit",
		"/theme/werk/close", "/org/new", "/settings",
		"/settings/rules", "/settings/accessibility"]) {
		assert.equal((await member.get(address)).status, 403, address);
		assert.equal((await member.post(address, { name: "Gekaapt",
			do: "close", body: "Gekaapt", policy: "all",
			openers: "members" })).status, 403, address);
	}
	assert.doesNotMatch((await site.client().get("/theme/werk")).text,
		/Gekaapt/);
	for (const address of ["/settings", "/org/new"])
		assert.equal((await host.get(address)).status, 403, address);
});

test("settings that cannot be are refused and shown back", async () => {
	let r = await admin.submit("/settings", { name: "",
		url: "ftp://iets", time_zone: "Mars/Phobos", language: "nl" });
	assert.equal(r.status, 422);
	for (const field of ["name", "url", "time_zone"])
		assert.match(r.body, new RegExp(`<a href="#${field}">`));
	assert.equal(r.form("/settings").url, "ftp://iets");
	r = await admin.submit("/settings", { name: "Andere naam" });
	assert.equal(r.status, 200);
	assert.match((await site.client().get("/")).text, /Andere naam/);
});

test("the accessibility statement says what an administrator knows", async () => {
	const address = "/settings/accessibility";
	const visitor = site.client();
	let r = await visitor.get("/accessibility");
	assert.match(r.text, /Nog niet onderzocht/);
	assert.match(r.text, /WCAG 2\.2/);
	assert.match(r.body, /<a href="\/contact">Zo bereik je ons/);
	assert.doesNotMatch(r.body, /ombudsman/);
	r = await admin.submit(address, { status: "7", assessed_on: "2026-02-29",
		email: "geen", limits: "**Half**" });
	assert.equal(r.status, 422);
	for (const field of ["status", "assessed_on", "email"])
		assert.match(r.body, new RegExp(`<a href="#${field}">`));
	assert.equal(r.form(address).limits, "**Half**");
	// Who says how far it is says when that was seen.
	r = await admin.submit(address, { status: "2", assessed_on: "" });
	assert.equal(r.status, 422);
	r = await admin.submit(address, { status: "2",
		assessed_on: "2028-02-29", email: "hulp@voorbeeld.example",
		address: "Straat 1\n1234 AB Plaats", public_body: "1",
		limits: "* De **kaart** <script>x</script>" });
	assert.equal(r.path, "/accessibility");
	r = await visitor.get("/accessibility");
	assert.match(r.text, /Status B/);
	assert.match(r.text, /29 februari 2028/);
	assert.match(r.body, /<strong>kaart<\/strong>/);
	assert.match(r.body, /mailto:hulp@voorbeeld\.example/);
	assert.match(r.body, /nationaleombudsman/);
	assert.doesNotMatch(r.body, /settings\/accessibility/);
	r = await visitor.get("/accessibility",
		{ headers: { "Accept-Language": "en" } });
	assert.match(r.text, /Status B: meets some/);
	assert.match((await visitor.get("/")).body,
		/<a href="\/accessibility">Toegankelijkheid/);
	assert.equal((await admin.get(address)).form(address).public_body, "1");
});

test("each language of the pages can be the site's", async () => {
	const tags = [...(await admin.get("/settings")).body
		.matchAll(/<option value="(\w+)"/g)].map((m) => m[1]);
	assert.deepEqual(tags.toSorted(), ["ar", "en", "fr", "nl"]);
	for (const language of [...tags, "nl"]) {
		await admin.submit("/settings", { language });
		assert.match((await site.client().get("/")).body,
			new RegExp(`<html lang="${language}"`));
	}
});

test("r0002: a long page can be looked at before it is kept", async () => {
	const body = `${"woord ".repeat(5000)}het einde`;
	let r = await admin.submit("/settings/privacy", { body, preview: "1" });
	assert.equal(r.status, 200);
	assert.match(r.text, /het einde/);
	assert.equal(r.form("/settings/privacy").body, body);
	r = await admin.submit("/settings/privacy",
		{ body: "x".repeat(50001), preview: "1" });
	assert.equal(r.status, 422);
});

test("r0002: a theme says that its organisation is closed", async () => {
	await host.submit("/org/buurtbrug/close", {});
	const r = await site.client().get("/theme/werk");
	await host.submit("/org/buurtbrug/close", {});
	assert.match(r.text, /Deze organisatie is gesloten/);
});
