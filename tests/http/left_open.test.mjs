// A form that was left open for a day or longer: what was typed in it is not
// lost, whoever one is by then.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { openThread, signInDemo } from "../lib/people.mjs";

const day = 24 * 3600;

let site, member, moderator, admin;
before(async () => {
	site = await startSite({ demo: true, args: ["--session-days", "2"] });
	[member, moderator, admin] = await signInDemo(site, "lid", "moderator",
		"beheer");
});
after(() => site.stop());

async function later(seconds) {
	await site.kill("SIGTERM");
	site.options.env = { PRAATMEE_CLOCK: String(seconds) };
	await site.launch();
}

// Of the form that is filled in: its fields, each that takes words with others.
function fill(reply, action) {
	const [, html] = new RegExp(`<form [^>]*id="form"[^>]*action="${action}"` +
		`[^>]*>(.*?)</form>`, "s").exec(reply.body);
	const names = [...html.matchAll(/<(?:textarea|input)[^>]* name="(\w+)"[^>]*>/g)]
		.filter(([tag]) => !/type="(hidden|radio|checkbox)"/.test(tag))
		.map(([, name]) => name);
	const n = reply.body.split(`action="${action}"`).length - 2;
	const typed = Object.fromEntries(names.map((name) =>
		[name, `Woorden voor ${name}`]));
	return { action, typed, sent: { ...reply.form(action, n), ...typed } };
}

test("words of every form, sent when its session has ended", async () => {
	const { post } = await openThread(member, "partnerkeuze", "Lang gedacht",
		"Mijn eerste zin");
	const shown = /id="p(\d+)"/.exec((await moderator.get("/t/22")).body)[1];
	const open = [];
	for (const [client, path, action = path] of [
		[member, "/t/22", "/t/22/answer"],
		[member, "/t/22/answer"],
		[member, "/theme/werk/new"],
		[member, `/p/${post}/edit`],
		[moderator, `/queue/${post}`],
		[moderator, `/p/${shown}/remove`],
		[admin, "/org/new"],
		[admin, "/org/lantaarn/edit"],
		[admin, "/org/lantaarn/new-theme"],
		[admin, "/theme/werk/edit"],
		[admin, "/settings"],
		[admin, "/settings/rules"],
		[admin, "/settings/accessibility"]])
		open.push([client, fill(await client.get(path), action)]);
	await later(2 * day + 600);
	for (const [client, { action, typed, sent }] of open) {
		const r = await client.post(action, sent);
		assert.equal(r.status, 403, action);
		assert.match(r.text, /Je bent niet \(meer\) ingelogd/);
		assert.match(r.text, /Kopieer hem hieronder/);
		assert.ok(Object.keys(typed).length > 0, action);
		for (const words of Object.values(typed))
			assert.ok(r.text.includes(words), `${action}: ${words}`);
		assert.ok(r.body.includes('href="/sign-in?next=' +
			`${encodeURIComponent(action)}"`), action);
	}
	// Signed in again one sends the same form, and it counts.
	await member.signIn("lid@demo.example");
	const { action, sent } = open[0][1];
	const r = await member.post(action, sent);
	assert.equal(r.status, 303);
	assert.match((await member.follow(r)).text, /Woorden voor body/);
});

test("a day later the form is taken as ever, and once", async () => {
	const client = site.client();
	await client.signIn("lid@demo.example");
	const { action, sent } = fill(await client.get("/t/22"), "/t/22/answer");
	await later(3 * day + 600);
	const replies = [await client.post(action, sent),
		await client.post(action, sent)];
	for (const r of replies)
		assert.equal(r.status, 303, r.text);
	assert.equal(replies[0].headers.location, replies[1].headers.location);
});

test("a password is not given back, nor who it was for", async () => {
	const r = await site.client().post("/account/password",
		{ current: "vier rode fietsen", password: "vijf rode fietsen",
			email: "lid@demo.example" });
	assert.equal(r.status, 403);
	assert.doesNotMatch(r.body, /fietsen|lid@/);
});
