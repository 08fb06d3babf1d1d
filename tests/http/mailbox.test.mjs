// What a site that can mail asks and tells by it: a new password, an address that
// is somebody's own; and that nobody learns from it who is a member.
import test, { after, before, describe } from "node:test";
import assert from "node:assert/strict";
import { startSite, withSite } from "../lib/site.mjs";
import { addPerson, password } from "../lib/people.mjs";
import { mailArgs, startSink } from "../lib/smtp.mjs";

// The address of the site is needed for links.
async function setAddress(site) {
	const admin = site.client();
	await admin.signIn("beheer@demo.example");
	await admin.submit("/settings", { url: site.url });
}

let sink, args, site;
before(async () => {
	sink = await startSink();
	args = mailArgs(sink);
	site = await startSite({ demo: true, args });
	await setAddress(site);
	await addPerson(site, "Nora Nieuw");
});
after(async () => {
	await site.stop();
	sink.stop();
});

// Since args are known only once the sink listens.
const withMail = (more, fn) => async () => withSite({ demo: true,
	args: [...args, ...more] }, async (other) => {
	await setAddress(other);
	await fn(other);
})();

// The next mail to this address; others get theirs at the same time.
const told = new Set();
async function mailTo(email) {
	const isNew = (mail) => mail.to === email && !told.has(mail);
	for (const until = Date.now() + 20000; Date.now() < until;) {
		const mail = sink.mails.find(isNew);
		if (mail) {
			told.add(mail);
			return mail;
		}
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	assert.fail(`no mail to ${email}`);
}

// Where its button leads, on its site.
function linkOf(mail) {
	const link = new URL(mail.links[0]);
	assert.match(link.search, /^\?token=[\w-]{43}$/);
	return link.pathname + link.search;
}

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
		assert.doesNotMatch((await c.get("/forgot?sent=1")).text, /een mail/);
		assert.equal((await c.post("/forgot", { email: known })).status, 404);
		await c.signIn("lid@demo.example");
		assert.doesNotMatch((await c.get("/account")).body,
			/bevestigd|\/account\/mail/);
		assert.equal((await c.post("/account/confirm", {})).status, 404);
	}));

test("a mail server alone is not enough: links need an address", async () =>
	withSite({ demo: true, args }, async (other) => {
		const r = await other.client().get("/forgot");
		assert.doesNotMatch(r.body, /action="\/forgot"/);
		await setAddress(other);
		assert.match((await other.client().get("/forgot")).body,
			/action="\/forgot"/);
	})());

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
	withMail(["--mail-ask-limit-account", "2/3600"], async (other) => {
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

test("from one address so many are asked for",
	withMail(["--mail-ask-limit-address", "3/3600"], async (other) => {
		const c = other.client();
		for (const status of [303, 303, 303, 429])
			assert.equal((await c.post("/forgot",
				{ email: `${Math.random()}@test.example` })).status,
			status);
	}));

test("one's account says what one is mailed", async () => {
	const nora = site.client();
	await nora.signIn(known, password);
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

// Somebody new, whose first mail has come.
async function join(name) {
	const email = `${name.toLowerCase()}@nieuw.example`;
	const c = site.client();
	const r = await c.signUp(name, email, password);
	assert.equal(r.path, "/sign-in?joined=1");
	await c.signIn(email, password);
	return { c, email, link: linkOf(await mailTo(email)) };
}

// A link for a new password, as it came.
async function forget(email) {
	await site.client().submit("/forgot", { email });
	const link = linkOf(await mailTo(email));
	assert.match(link, /^\/new-password\?/);
	return link;
}

const isConfirmed = async (c) =>
	!/nog niet bevestigd/.test((await c.get("/account")).text);

async function assertClosed(link, values = { password }) {
	const c = site.client();
	const [path, token] = link.split("?token=");
	for (const r of [await c.get(link), await c.post(path, { token, ...values })])
		assert.equal(r.status, 404, r.text);
}

// Each waits for mail, which leaves within a second.
describe("by a link", { concurrency: 8 }, () => {
	test("an address is confirmed by pressing, not by opening", async () => {
		const { c, link } = await join("Anna");
		assert.match(link, /^\/confirm-address\?/);
		const visitor = site.client();
		let r;
		for (const method of ["HEAD", "GET", "GET"]) {
			r = await visitor.raw(method, link);
			assert.equal(r.status, 200);
			assert.equal(r.headers["cache-control"], "no-store");
		}
		assert.match(r.text, /Naam Anna E-mailadres anna@nieuw.example/);
		assert.equal(await isConfirmed(c), false);
		const form = r.form("/confirm-address");
		r = await visitor.post("/language?to=ar&next=/confirm-address", form);
		assert.match(r.body, /<html lang="ar"/);
		assert.deepEqual(r.form("/confirm-address"), form);
		// Twice is no mistake.
		for (let i = 0; i < 2; i++) {
			r = await site.client().submit(link, {});
			assert.equal(r.path, "/confirm-address?done=1");
			assert.match(r.text, /Je e-mailadres is bevestigd/);
		}
		assert.equal(await isConfirmed(c), true);
		assert.doesNotMatch((await c.get("/account")).body, /\/account\/confirm/);
	});

	test("who asks for the mail again gets it, in that page's language", async () => {
		const { c, email, link } = await join("Bas");
		await c.post("/language", { language: "fr", next: "/" });
		await c.submit("/account", {}, { action: "/account/confirm" });
		const mail = await mailTo(email);
		assert.equal(mail.head.get("content-language"), "fr");
		await site.client().submit(linkOf(mail), {});
		assert.equal(await isConfirmed(c), true);
		// The first one is good as well.
		assert.equal((await site.client().submit(link, {})).status, 200);
		assert.equal((await c.post("/account/confirm", {})).status, 303);
		assert.match(await forget(email), /new-password/, "not asked twice");
	});

	test("whose address is used again hears so", async () => {
		const { email } = await join("Chris");
		const r = await site.client().signUp("Iemand Anders", email, password);
		assert.equal(r.path, "/sign-in?joined=1");
		const mail = await mailTo(email);
		assert.deepEqual(mail.links.map((link) => link.slice(site.url.length)),
			["/sign-in", "/forgot", "/"]);
		assert.doesNotMatch(mail.raw, /token/);
	});

	test("a new password by mail ends what there was", async () => {
		const { c, email } = await join("Dina");
		const earlier = await forget(email), link = await forget(email);
		const thief = site.client();
		await thief.signIn("lid@demo.example");
		const cookie = [...thief.cookies][0].join("=");
		let r = await thief.get(link);
		assert.equal(r.headers["cache-control"], "no-store");
		assert.match(r.text, /E-mailadres: dina@nieuw.example/);
		assert.match(r.body, /autocomplete="new-password"/);
		const form = r.form("/new-password");
		r = await thief.post("/language?to=en&next=/new-password", form);
		assert.match(r.body, /<html lang="en"/);
		assert.deepEqual(r.form("/new-password"), form);
		await thief.post("/language", { language: "nl", next: "/" });
		for (const [tried, sentence] of [["", /Vul dit nog in/],
			["kort", /minstens 12 tekens/], ["dina dina 12", /je eigen naam/]]) {
			r = await thief.submit(link, { password: tried });
			assert.equal(r.status, 422);
			assert.match(r.text, sentence);
			assert.equal(r.form("/new-password").token, form.token);
			assert.equal(r.form("/new-password").password, "");
		}
		r = await thief.submit(link, { password: "acht groene lampen" });
		assert.equal(r.path, "/account?password=1");
		assert.match(r.text, /E-mailadres dina@nieuw.example bevestigd/);
		assert.match(r.text, /Je wachtwoord is veranderd/);
		for (const old of [c, { raw: (m, p) => site.client().raw(m, p,
			{ headers: { Cookie: cookie } }) }])
			assert.equal((await old.raw("GET", "/account")).status, 303);
		r = await site.client().submit("/sign-in", { email, password });
		assert.equal(r.status, 422);
		await site.client().signIn(email, "acht groene lampen");
		await assertClosed(link);
		await assertClosed(earlier);
	});

	test("a link is for whoever has it, and says who one is then", async () => {
		const whose = async (c) => /E-mailadres (\S+@\S+)/.exec(
			(await c.get("/account")).text)?.[1];
		const roles = { visitor: null, member: "moderator@demo.example",
			administrator: "beheer@demo.example", themselves: null };
		await Promise.all(Object.entries(roles).map(async ([role, as]) => {
			const { c: self, email, link } = await join(`Lid${role}`);
			const c = role === "themselves" ? self : site.client();
			if (as)
				await c.signIn(as);
			const before = await whose(c);
			const done = await c.submit(link, {});
			assert.equal(done.path, "/confirm-address?done=1", role);
			assert.equal(await whose(c), before, `${role}: nobody else`);
			const forgot = await forget(email);
			const r = await c.submit(forgot, { password: "acht groene lampen" });
			assert.equal(r.path, "/account?password=1", role);
			assert.equal(await whose(c), email, role);
			assert.equal((await c.get(forgot)).status, 404, role);
			assert.equal((await c.get(link)).status, 200, role);
		}));
	});

	test("a link is good for what it was sent for, until that changes", async () => {
		const { c, email, link } = await join("Els");
		const token = link.split("=")[1];
		await assertClosed(`/new-password?token=${token}`);
		const forgot = await forget(email);
		await assertClosed(`/confirm-address?token=${forgot.split("=")[1]}`);
		await assertClosed(`/setup?token=${token}`, { step: "1" });
		assert.equal(await isConfirmed(c), false);
		assert.equal((await site.client().get(forgot)).status, 200);
		await c.submit("/account/password", { current: password,
			password: "acht groene lampen" });
		await assertClosed(forgot);
		assert.equal((await site.client().submit(link, {})).status, 200);
		assert.equal(await isConfirmed(c), true);
	});

	test("nobody of the demonstration is mailed", async () => {
		for (const path of ["/forgot", "/sign-up"])
			await site.client().post(path, { email: "lid@demo.example",
				name: "Iemand Nieuws", password });
		// What was asked for before this would have come.
		await join("Gijs");
		assert.ok(!sink.mails.some(({ to }) => /demo/.test(to)));
	});

	test("no log has a link or an address", async () => {
		const { c, email } = await join("Hanna");
		const link = await forget(email);
		await c.submit(link, { password: "acht groene lampen" });
		await c.get("/search?q=woord");
		while (!site.log.includes("route=page_search"))
			await c.get("/healthz");
		assert.match(site.log, /route=page_new_password_post status=303/);
		for (const word of [link.split("=")[1], "token=", email, "nieuw.example"])
			assert.ok(!site.log.includes(word), word);
	});
});

test("a link ends when its time is over", async () => {
	const { email, link } = await join("Fatma");
	const forgot = await forget(email);
	const hour = 3600, day = 24 * hour;
	for (const good of [forgot, link])
		assert.equal((await site.client().get(good)).status, 200);
	for (const [later, isNew, isMine] of [[hour + 60, 404, 200],
		[3 * day + 60, 404, 404]]) {
		await site.kill("SIGTERM");
		site.options.env = { PRAATMEE_CLOCK: String(later) };
		await site.launch();
		const c = site.client();
		assert.equal((await c.get(forgot)).status, isNew, `${later} s`);
		assert.equal((await c.get(link)).status, isMine, `${later} s`);
	}
	await assertClosed(forgot);
	await assertClosed(link);
});
