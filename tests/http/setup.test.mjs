// The first visit: a site that nobody has set up yet, its one-time address, and
// what there is to do behind that.
import test from "node:test";
import assert from "node:assert/strict";
import { run, withSite } from "../lib/site.mjs";
import { addPerson, openThread } from "../lib/people.mjs";

const typed = { name: "Samira Beheer", email: "samira@voorbeeld.example",
	password: "vier rode fietsen", site_name: "Onze Buurt",
	organisation_name: "Stichting Onze Buurt", theme_name: "De markt" };

function addressOf(text) {
	return /\/setup\?token=[\w-]+/.exec(text)[0];
}

// Fill in what this step asks, and go on.
async function go(client, page, values = {}) {
	const form = page.form("/setup");
	const shown = Object.fromEntries(Object.entries(typed).filter(([name]) =>
		page.body.includes(`id="${name}"`)));
	return client.follow(await client.post("/setup",
		{ ...form, ...shown, ...values }));
}

async function setUp(site) {
	const client = site.client();
	let page = await client.get(addressOf(site.initOutput));
	for (let step = 1; step <= 3; step++)
		page = await go(client, page);
	assert.equal(page.path, "/start", page.text);
	return client;
}

test("visitors of a site that is not there yet are told so", withSite({},
	async (site) => {
		const page = await site.client().get("/");
		assert.equal(page.status, 200);
		assert.match(page.text, /wordt nog ingericht/);
		assert.match(page.text, /init --again/);
		assert.match(page.body, /<meta name="robots" content="noindex">/);
		assert.doesNotMatch(page.body, /href="\/(sign-up|search|rules)/);
		await setUp(site);
		const now = await site.client().get("/");
		assert.match(now.text, /De markt/);
		assert.doesNotMatch(now.text, /ingericht/);
	}));

test("the first administrator sets an empty site up in three steps", withSite({},
	async (site) => {
		const c = site.client();
		const address = addressOf(site.initOutput);
		let page = await c.get(address);
		assert.equal(page.status, 200);
		assert.equal(page.headers["cache-control"], "no-store");
		assert.match(page.text, /Stap 1 van 3/);
		assert.deepEqual({ ...page.form("/setup"), token: "" },
			{ token: "", step: "1", site_name: "Praat mee",
				language: "nl", url: "",
				time_zone: "Europe/Amsterdam",
				organisation_name: "", theme_name: "", name: "",
				email: "" });
		page = await go(c, page, { site_name: " ", url: "ftp://x" });
		assert.equal(page.status, 422);
		for (const field of ["site_name", "url"])
			assert.match(page.body, new RegExp(`href="#${field}"`));
		assert.match(page.body, /<details class="field" open>/);
		page = await go(c, page, { url: "" });
		assert.match(page.text, /Stap 2 van 3/);
		page = await go(c, page, { theme_name: "x" });
		assert.equal(page.status, 422);
		assert.match(page.body, /<a href="#theme_name">/);
		assert.equal(page.form("/setup").site_name, "Onze Buurt");
		page = await go(c, page);
		assert.match(page.text, /Stap 3 van 3/);
		page = await go(c, page, { password: "kort" });
		assert.equal(page.status, 422);
		assert.match(page.body, /<a href="#password">/);
		assert.equal(page.form("/setup").password, "");
		assert.equal(page.form("/setup").email, typed.email);
		page = await go(c, page);
		assert.equal(page.path, "/start");
		assert.match(page.text, /Je site is klaar/);
		assert.match((await c.get("/")).text, /Onze Buurt.*De markt/s);
		assert.equal((await site.client().get(address)).status, 404);
	}));

test("going back or another language loses nothing", withSite({},
	async (site) => {
		const c = site.client();
		let page = await go(c, await c.get(addressOf(site.initOutput)));
		page = await c.post("/language?to=en&next=/setup",
			{ ...page.form("/setup"), theme_name: "De markt" });
		assert.equal(page.status, 200);
		assert.match(page.text, /Step 2 of 3/);
		assert.match(page.body, /<html lang="en"/);
		assert.equal(page.form("/setup").theme_name, "De markt");
		assert.equal(page.form("/setup").language, "nl");
		page = await go(c, page, { back: "1" });
		assert.match(page.text, /Step 1 of 3/);
		assert.equal(page.form("/setup").site_name, "Onze Buurt");
		assert.equal(page.form("/setup").theme_name, "De markt");
	}));

test("a step that was skipped is asked for at the end", withSite({},
	async (site) => {
		const c = site.client();
		const page = await c.get(addressOf(site.initOutput));
		const form = { ...page.form("/setup"), ...typed, step: "3" };
		let r = await c.post("/setup", { ...form, theme_name: "" });
		assert.equal(r.status, 422);
		assert.match(r.text, /Stap 2 van 3/);
		assert.match(r.body, /<a href="#theme_name">/);
		r = await c.post("/setup", { ...form, step: "9" });
		assert.match(r.text, /Stap 2 van 3/);
		r = await c.post("/setup", form);
		assert.equal(r.status, 303, r.text);
	}));

test("an address that does not work says what to do", withSite({},
	async (site) => {
		const old = addressOf(site.initOutput);
		const c = site.client();
		const form = (await c.get(old)).form("/setup");
		const address = addressOf(run(["init", "--again", "--data",
			site.data]));
		for (const r of [await c.get("/setup"),
			await c.get("/setup?token=verzonnen"), await c.get(old),
			await c.post("/setup", { ...form, ...typed, step: "3" })]) {
			assert.equal(r.status, 404);
			assert.match(r.text, /Dit adres werkt niet/);
			assert.match(r.text, /init --again/);
			assert.equal(r.headers["cache-control"], "no-store");
		}
		assert.equal((await c.get(address)).status, 200);
		site.initOutput = address;
		await setUp(site);
		const used = await c.get(address);
		assert.equal(used.status, 404);
		assert.match(used.text, /al ingericht/);
		assert.match(used.body, /href="\/sign-in"/);
	}));

test("what is left to do is told until it is done", withSite({}, async (site) => {
	const admin = await setUp(site);
	const left = async () => (await admin.get("/start")).body
		.split("Nog te doen").length - 1;
	assert.equal(await left(), 7);
	assert.match((await admin.get("/")).text, /nog 7 dingen te doen/);
	assert.doesNotMatch((await site.client().get("/")).text, /te doen/);
	assert.match((await site.client().get("/start")).path, /^\/sign-in/);
	for (const name of ["rules", "contact", "privacy"]) {
		const page = await admin.submit(`/settings/${name}`,
			{ body: "## Wees aardig\n\n<script>x</script>" });
		assert.match(page.text, /Wees aardig/);
		assert.doesNotMatch(page.body, /<script>x/);
	}
	assert.equal(await left(), 4);
	const start = await admin.get("/start");
	const [, theme] = /href="\/theme\/([^/]+)\/new"/.exec(start.body);
	await openThread(admin, theme, "Wat missen jullie?", "Vertel het.");
	assert.ok(start.text.includes(site.url), "the address to share");
	const member = await addPerson(site, "Bas Buur");
	assert.equal(await left(), 2);
	assert.equal((await member.get("/start")).status, 403);
	run(["user", "role", "Bas Buur", "--data", site.data, "--give",
		"moderator"]);
	assert.equal(await left(), 1);
	await admin.submit("/settings", { url: site.url });
	assert.equal(await left(), 0);
	assert.match((await admin.get("/start")).text, /Alles is gedaan/);
	assert.doesNotMatch((await admin.get("/")).text, /te doen/);
}));
