// Where there is nothing yet: every list says what would stand there and how to
// begin, to each in their own way.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { addPerson } from "../lib/people.mjs";

let site, admin, moderator, member, visitor;
before(async () => {
	site = await startSite();
	admin = await addPerson(site, "Ada", "admin");
	moderator = await addPerson(site, "Mo", "moderator");
	member = await addPerson(site, "Lid");
	visitor = site.client();
});
after(() => site.stop());

async function says(client, path, words, link) {
	const page = await client.get(path);
	assert.equal(page.status, 200, path);
	assert.match(page.text, words, path);
	if (link)
		assert.ok(page.body.includes(`href="${link}"`), `${path}: ${link}`);
	return page;
}

async function saysNot(client, path, words) {
	assert.doesNotMatch((await client.get(path)).text, words, path);
}

test("a site without organisations", async () => {
	await says(admin, "/", /Voeg de eerste organisatie toe/, "/org/new");
	for (const client of [visitor, member, moderator]) {
		await says(client, "/", /Hier komen de organisaties/);
		await says(client, "/", /zodra er een thema is/);
		await saysNot(client, "/", /Voeg de eerste/);
	}
});

test("an organisation without themes", async () => {
	await admin.submit("/org/new", { name: "Stille Kring" });
	const path = "/org/stille-kring";
	for (const client of [visitor, member, moderator]) {
		await says(client, "/", /Hier komen de thema’s van deze organ/);
		await saysNot(client, "/", /Begin een thema/);
		await says(client, path, /Hier komen de thema’s/, "/#themes");
		await saysNot(client, path, /Vertel hier wie jullie zijn/);
	}
	await says(admin, "/", /Hier komen de thema’s/, `${path}/new-theme`);
	await says(admin, path, /Hier komen jullie thema’s/, `${path}/new-theme`);
	await says(admin, path, /Vertel hier wie jullie zijn/, `${path}/edit`);
});

test("a theme without conversations", async () => {
	for (const [name, openers] of [["open", "members"], ["gasten", "hosts"]])
		await admin.submit("/org/stille-kring/new-theme",
			{ name, openers, policy: "all" });
	for (const client of [visitor, member, moderator, admin])
		await says(client, "/theme/open", /Begin het eerste: stel/,
			"/theme/open/new");
	await says(member, "/theme/gasten", /De organisatie begint ze/);
	await says(admin, "/theme/gasten", /Begin het eerste/,
		"/theme/gasten/new");
	await says(visitor, "/", /Kies een thema en begin het eerste/);
	await admin.submit("/theme/open/close", {});
	await says(member, "/theme/open", /Hier zijn geen gesprekken/);
	await saysNot(member, "/theme/open", /Begin het eerste/);
	await admin.submit("/theme/open/close", {});
});

// The log is never empty: it begins with the role of who may read it.
test("the queue of a moderator", async () => {
	await says(moderator, "/queue", /Hier komt elk bericht dat je leest/,
		"/log");
});

test("one's own posts, a search that finds nothing", async () => {
	await says(member, "/account/posts", /ook die nog op een moderator/,
		"/#themes");
	for (const client of [visitor, member])
		await says(client, "/search?q=koffie", /nog niet over gepraat/,
			"/#themes");
});

test("a conversation without answers, a post never changed", async () => {
	await admin.submit("/theme/open/edit", { policy: "open" });
	const r = await member.submit("/theme/open/new",
		{ title: "Wie is daar?", body: "Ik ben er." });
	const [, post] = /id="p(\d+)"/.exec(r.body);
	for (const client of [visitor, member])
		await says(client, r.path, /Wees de eerste/, "#praat-mee");
	await says(member, `/p/${post}/history`, /nooit veranderd/);
	await member.submit(`/p/${post}/edit`, { body: "Ik was er." });
	await saysNot(member, `/p/${post}/history`, /nooit veranderd/);
	await member.submit(`${r.path}/answer`, { body: "Hallo, ikzelf." });
	await saysNot(visitor, r.path, /Wees de eerste/);
});

test("pages of the site, which begin with an example", async () => {
	for (const [name, words] of [["rules", /Hier komen de huisregels/],
		["contact", /Hier komt hoe je ons bereikt/],
		["privacy", /Hier komt wat we met je gegevens/]]) {
		await says(visitor, `/${name}`, words);
		const page = await says(admin, `/settings/${name}`,
			/Dit is een voorbeeld/);
		const { body } = page.form(`/settings/${name}`);
		assert.ok(body.split("\n").length > 5, body);
		await says(admin, `/${name}`, words, `/settings/${name}`);
		await admin.submit(`/settings/${name}`, { body: "Eigen woorden" });
		await says(visitor, `/${name}`, /Eigen woorden/);
		await saysNot(admin, `/settings/${name}`, /voorbeeld/);
	}
});
