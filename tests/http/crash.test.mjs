// kill -9 in the middle of posting: nothing that was answered with success is
// missing, the database is whole, and the server is back at once.
//
// CRASH_ROUNDS sets how often [5].
import test from "node:test";
import assert from "node:assert/strict";
import { run, startSite } from "../lib/site.mjs";

const rounds = Number(process.env.CRASH_ROUNDS ?? 5);
const posters = 8;

// The newest thread of a theme without moderation.
async function openThread(client) {
	const page = await client.get("/theme/politiek");
	return /href="(\/t\/\d+)"/.exec(page.body)[1];
}

// Post until the server is gone; keeps what was acknowledged.
async function post(site, round, n, acknowledged) {
	const client = site.client({ plain: true });
	try {
		await client.signIn("moderator@demo.example");
		const thread = await openThread(client);
		const form = (await client.get(thread)).form(`${thread}/answer`);
		for (let i = 0; ; i++) {
			const body = `woord${round}x${n}x${i}x`;
			const reply = await client.post(`${thread}/answer`,
				{ ...form, key: `${round}-${n}-${i}`, body });
			assert.equal(reply.status, 303, reply.text);
			acknowledged.push({ body, at: reply.headers.location });
		}
	} catch (error) {
		if (error instanceof assert.AssertionError)
			throw error;
	}
}

test(`${rounds} times killed, nothing acknowledged is missing`, async () => {
	const site = await startSite({ demo: true });
	const acknowledged = [];
	for (let round = 0; round < rounds; round++) {
		const all = Promise.all(Array.from({ length: posters }, (_, n) =>
			post(site, round, n, acknowledged)));
		const before = acknowledged.length;
		const until = Date.now() + 20000;
		while (acknowledged.length < before + 20 && Date.now() < until)
			await new Promise((r) => setTimeout(r, 5 + 30 * Math.random()));
		await site.kill("SIGKILL");
		await all;
		assert.match(run(["check", "--data", site.data]), /in order/);
		const began = Date.now();
		await site.launch();
		console.log(`round ${round}: ${acknowledged.length} posts, back ` +
			`after ${Date.now() - began} ms`);
	}
	assert.ok(acknowledged.length >= rounds * 20, "posts were made");
	const reader = site.client({ plain: true });
	for (const { body, at } of acknowledged) {
		const page = await reader.get(at);
		assert.ok(page.body.includes(body), `${at} has lost ${body}`);
	}
	await site.stop();
});
