// The search index follows what is written: soon, through crashes, and never
// to what has been taken away.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";

let site, member, visitor, thread, key = 0;
before(async () => {
	site = await startSite({ demo: true });
	visitor = site.client({ plain: true });
	member = site.client({ plain: true });
	await member.signIn("moderator@demo.example");
	const theme = await member.get("/theme/politiek");
	thread = /href="(\/t\/\d+)"/.exec(theme.body)[1];
});
after(() => site.stop());

// The address of a new answer.
async function answer(body) {
	const form = (await member.get(thread)).form(`${thread}/answer`);
	const reply = await member.post(`${thread}/answer`,
		{ ...form, key: `search-${++key}`, body });
	assert.equal(reply.status, 303, reply.text);
	return reply.headers.location;
}

async function isFound(word, at) {
	const page = await visitor.get(`/search?q=${word}`);
	assert.equal(page.status, 200);
	return page.body.includes(`href="${at}"`);
}

// Milliseconds until it is found.
async function found(word, at) {
	const began = Date.now();
	while (!await isFound(word, at)) {
		assert.ok(Date.now() < began + 30000, `${word} is not found`);
		await new Promise((r) => setTimeout(r, 10));
	}
	return Date.now() - began;
}

test("what is posted is found within a second", async () => {
	const took = [];
	for (let i = 0; i < 9; i++)
		took.push(await found(`vlierbes${i}`, await answer(`vlierbes${i}`)));
	took.sort((a, b) => a - b);
	console.log(`found after ${took.join(", ")} ms`);
	assert.ok(took[4] < 1000, `${took}`);
});

test("what is taken away is found no more at once", async () => {
	for (let i = 0; i < 5; i++) {
		const at = await answer(`kruisbes${i}`);
		if (i % 2 === 0) // else the index has not come to it yet
			await found(`kruisbes${i}`, at);
		const form = (await member.get(`${at}/withdraw`))
			.form(`${at}/withdraw`);
		const reply = await member.post(`${at}/withdraw`, form);
		assert.equal(reply.status, 303, reply.text);
		assert.equal(await isFound(`kruisbes${i}`, at), false);
	}
	await site.indexed();
	for (let i = 0; i < 5; i++)
		assert.ok(!(await visitor.get(`/search?q=kruisbes${i}`)).body
			.includes('href="/p/'));
});

test("killed while it is behind, it catches up", async () => {
	const made = [];
	let n_behind = 0;
	for (let round = 0; round < 4; round++) {
		for (let i = 0; i < 5; i++) {
			const word = `aalbes${round}x${i}`;
			made.push([word, await answer(word)]);
		}
		await site.kill("SIGKILL");
		n_behind += site.indexLag() > 0;
		await site.launch();
	}
	assert.ok(n_behind > 0, "it was behind at least once");
	for (const [word, at] of made)
		await found(word, at);
	assert.equal(site.indexLag(), 0);
});
