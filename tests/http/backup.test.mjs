// A copy of the database file, made while the site is served or was killed.
import test from "node:test";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { answer, threadOf } from "../lib/people.mjs";
import { run, startSite, temporaryDirectory } from "../lib/site.mjs";

test("a copy made while the search index was behind catches up", async () => {
	const site = await startSite({ demo: true });
	const data = join(temporaryDirectory(), "data");
	mkdirSync(data);
	const member = site.client({ plain: true });
	await member.signIn("moderator@demo.example");
	const thread = (await threadOf(member, "politiek")).split("/")[2];
	let at;
	do {
		if (at) // it was indexed before it was killed
			await site.launch();
		at = `/p/${await answer(member, thread, "moerbes")}`;
		await site.kill("SIGKILL");
	} while (site.indexLag() === 0);
	run(["backup", join(data, "praatmee.db"), "--data", site.data]);
	await site.launch();
	assert.match(run(["check", "--data", data]), /index is behind by \d+ post/);
	const copy = await startSite({ data });
	const reader = copy.client({ plain: true });
	const until = Date.now() + 30000;
	while (!(await reader.get("/search?q=moerbes")).body
		.includes(`href="${at}"`))
		assert.ok(Date.now() < until, "it is never found");
	await copy.stop();
	await site.stop();
});
