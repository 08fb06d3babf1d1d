// So many times and no more: by account and by address, with a page that says
// when to try again; and whose word about an address is believed.
import test from "node:test";
import assert from "node:assert/strict";
import { demoPassword, withSite } from "../lib/site.mjs";
import { addPerson, password, threadOf } from "../lib/people.mjs";

function limited(args, fn) {
	return withSite({ demo: true, args }, fn);
}

function assertLimited(r, most) {
	assert.equal(r.status, 429, r.text);
	const wait = Number(r.headers["retry-after"]);
	assert.ok(wait > 0 && wait <= most, `${wait} s`);
	const minutes = Math.ceil(wait / 60);
	assert.ok(r.text.includes(minutes === 1 ? "Wacht een minuut en probeer" :
		`Wacht ${minutes} minuten en probeer`), r.text);
	assert.equal(r.headers["cache-control"], "no-store");
}

const signIn = (client, email, tried, headers) =>
	client.post("/sign-in", { email, password: tried }, { headers });

test("guessing at one account ends, for the account alone",
	limited(["--sign-in-limit-account", "3/600"], async (site) => {
		for (const email of ["lid@demo.example", "niemand@nergens.example"]) {
			const c = site.client();
			for (let i = 0; i < 3; i++)
				assert.equal((await signIn(c, email, "fout fout")).status,
					422, email);
			assertLimited(await signIn(c, email, "fout fout"), 600);
			// However it is typed, and also with the right password.
			assertLimited(await signIn(c, email.toUpperCase(), demoPassword),
				600);
		}
		const other = site.client();
		await other.signIn("moderator@demo.example");
	}));

test("guessing from one address ends, for the address alone",
	limited(["--sign-in-limit-address", "4/600", "--proxies", "127.0.0.1"],
		async (site) => {
			await addPerson(site, "Verre Bezoeker");
			const c = site.client({ plain: true });
			const from = (address) => ({ "X-Forwarded-For": address });
			for (let i = 0; i < 4; i++)
				assert.equal((await signIn(c, `a${i}@x.example`, "fout",
					from("203.0.113.9"))).status, 422);
			assertLimited(await signIn(c, "verrebezoeker@test.example",
				password, from("203.0.113.9")), 600);
			// What the sender claims before the proxy's word changes nothing.
			assertLimited(await signIn(c, "verrebezoeker@test.example",
				password, from("198.51.100.7, 203.0.113.9")), 600);
			const r = await signIn(c, "verrebezoeker@test.example", password,
				from("198.51.100.7"));
			assert.equal(r.status, 303, r.text);
			// One household has one /56.
			for (let i = 0; i < 4; i++)
				assert.equal((await signIn(c, `b${i}@x.example`, "fout",
					from(`2001:db8:1:${i}::1`))).status, 422);
			assertLimited(await signIn(c, "b@x.example", "fout",
				from("2001:db8:1:ff::1")), 600);
			assert.equal((await signIn(c, "b@x.example", "fout",
				from("2001:db8:1:100::1"))).status, 422);
		}));

test("without a proxy in the settings nobody's word is believed",
	limited(["--sign-in-limit-address", "2/600"], async (site) => {
		const c = site.client({ plain: true });
		for (let i = 0; i < 2; i++)
			assert.equal((await signIn(c, `a${i}@x.example`, "fout",
				{ "X-Forwarded-For": `203.0.113.${i}` })).status, 422);
		assertLimited(await signIn(c, "a@x.example", "fout",
			{ "X-Forwarded-For": "198.51.100.7" }), 600);
		// Nor that it came over TLS.
		const r = await c.raw("GET", "/", { headers:
			{ "X-Forwarded-Proto": "https" } });
		assert.ok(!r.body.includes("https://localhost"), "plain it is");
	}));

test("demo accounts sign in at this computer only",
	limited(["--proxies", "127.0.0.1"], async (site) => {
		await addPerson(site, "Gewoon Lid");
		const c = () => site.client({ plain: true });
		const from = (address) => ({ "X-Forwarded-For": address });
		for (const address of ["203.0.113.9", "2001:db8::1", "10.0.0.1",
			"127.0.0.1, 203.0.113.9", "127.0.0.1", "::1", "onzin"]) {
			const r = await signIn(c(), "lid@demo.example", demoPassword,
				from(address));
			assert.equal(r.status, 422, address);
			assert.match(r.text, /e-mailadres of het wachtwoord klopt niet/);
			assert.equal(r.headers["set-cookie"], undefined);
			assert.equal((await signIn(c(), "gewoonlid@test.example",
				password, from(address))).status, 303, address);
		}
		assert.equal((await signIn(c(), "lid@demo.example", demoPassword))
			.status, 303);
	}));

test("guessing at links for a password is guessing",
	limited(["--sign-in-limit-address", "3/600"], async (site) => {
		const c = site.client();
		const guess = () => c.post("/new-password",
			{ token: "x".repeat(43), password });
		for (let i = 0; i < 3; i++)
			assert.equal((await guess()).status, 404);
		assertLimited(await guess(), 600);
		assertLimited(await signIn(c, "a@x.example", "fout fout"), 600);
	}));

test("signing up is counted by address",
	limited(["--sign-up-limit-address", "2/3600"], async (site) => {
		const c = site.client();
		for (let i = 0; i < 2; i++)
			await c.signUp(`Nieuw Lid ${i}`, `nieuw${i}@x.example`, password);
		const r = await c.post("/sign-up", { name: "Nieuw Lid 3",
			email: "nieuw3@x.example", password });
		assertLimited(r, 3600);
		assert.equal((await c.get("/sign-up")).status, 200);
	}));

test("posting is counted by account, and the words are given back",
	limited(["--post-limit-account", "2/60"], async (site) => {
		const c = site.client();
		await c.signIn("lid@demo.example");
		const thread = await threadOf(c, "politiek");
		const post = (client, body) => client.post(`${thread}/answer`,
			{ body, key: `sleutel-${body}` });
		assert.equal((await post(c, "Een")).status, 303);
		assert.equal((await post(c, "Twee")).status, 303);
		const r = await post(c, "Drie <b>die</b> niet mag kwijtraken");
		assertLimited(r, 60);
		assert.ok(r.text.includes("Drie <b>die</b> niet mag kwijtraken"));
		const other = site.client();
		await other.signIn("moderator@demo.example");
		assert.equal((await post(other, "Van een ander")).status, 303);
		const mine = await c.get("/account/posts");
		assert.ok(!mine.text.includes("kwijtraken"), "and it was not posted");
	}));

test("posting is counted by address too",
	limited(["--post-limit-address", "2/60"], async (site) => {
		const post = async (email) => {
			const c = site.client();
			await c.signIn(email);
			return c.post(`${await threadOf(c, "politiek")}/answer`,
				{ body: "Een reactie", key: `sleutel-${email}` });
		};
		assert.equal((await post("lid@demo.example")).status, 303);
		assert.equal((await post("moderator@demo.example")).status, 303);
		assertLimited(await post("gastvrouw@demo.example"), 60);
	}));

test("searching is counted by address, reading is not",
	limited(["--search-limit-address", "3/60"], async (site) => {
		const c = site.client();
		for (let i = 0; i < 3; i++)
			assert.equal((await c.get("/search?q=werk")).status, 200);
		assertLimited(await c.get("/search?q=werk"), 60);
		for (let i = 0; i < 20; i++)
			assert.equal((await c.get("/t/1")).status, 200);
	}));
