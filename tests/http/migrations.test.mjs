// What migrations do with what there is.
import test from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { addPerson, answer, openThread } from "../lib/people.mjs";
import { ask } from "../lib/pg.mjs";
import { run, startSite } from "../lib/site.mjs";

const sql = ({ store, data }, text) => store ? ask(store, text) :
	execFileSync("sqlite3", [join(data, "praatmee.db")],
		{ encoding: "utf8", input: text }).trim();

const migrations = join(dirname(fileURLToPath(import.meta.url)),
	"../../schema/migrations");

// The text of a migration for the engine of a site.
function migration(site, name) {
	const file = readdirSync(migrations).find((f) => f.endsWith(`_${name}.sql`));
	return readFileSync(join(migrations, file), "utf8")
		.replaceAll("int64", site.store ? "bigint" : "INTEGER");
}

// As it was before: answers are numbered by the post that they answer.
const unnumber = (site) => `
	ALTER TABLE post ADD COLUMN next_child ${site.store ? "bigint" : "INTEGER"}
		NOT NULL DEFAULT 1;
	UPDATE post SET next_child = 1 + (SELECT t.last_number FROM thread t
		WHERE t.id = post.thread_id)
	 WHERE parent_id IS NULL;
	ALTER TABLE thread DROP COLUMN last_number;`;

test("answers are numbered on behind those that were there", async () => {
	const site = await startSite({ demo: true });
	const anna = await addPerson(site, "Anna");
	const { thread } = await openThread(anna, "politiek", "Oud gesprek", "Begin");
	const posts = [await answer(anna, thread, "Een"),
		await answer(anna, thread, "Twee")];
	await site.stop();
	const numbers = "SELECT sum(last_number) FROM thread";
	const before = sql(site, numbers);
	sql(site, unnumber(site) + migration(site, "number_answers"));
	assert.equal(sql(site, numbers), before);
	const again = await startSite({ data: site.data, store: site.store });
	try {
		const back = again.client();
		back.cookies = new Map(anna.cookies);
		posts.push(await answer(back, thread, "Drie"));
		const { body } = await back.get(`/t/${thread}`);
		const order = posts.map((id) => body.indexOf(`id="p${id}"`));
		assert.ok(order[0] > 0);
		assert.deepEqual([...order].sort((a, b) => a - b), order);
	} finally {
		await again.stop();
	}
	assert.match(run(["check", "--data", site.data]), /in order/);
});

test("what an older renderer made is made anew while readers read", async () => {
	const old = await startSite({ demo: true });
	const anna = await addPerson(old, "Anna");
	const { thread, post } = await openThread(anna, "politiek", "Oude opmaak",
		"# Kop\n\n> *ja*");
	const read = async (visitor) => (await visitor.get(`/t/${thread}`))
		.body.replaceAll(visitor.base, "");
	const page = await read(old.client());
	assert.match(page, /<h3>Kop<\/h3>/);
	await old.stop();
	sql(old, `UPDATE post SET html = '<p>oud</p>', renderer = 1 WHERE id = ${post};
		UPDATE site SET renderer = 1, renewed_id = NULL`);
	const site = await startSite({ data: old.data, store: old.store });
	try {
		const visitor = site.client(), until = Date.now() + 30000;
		let now;
		do
			now = await read(visitor);
		while (now.includes("<p>oud</p>") && Date.now() < until);
		assert.equal(now, page);
	} finally {
		await site.stop();
	}
	assert.equal(sql(old, `SELECT count(*) FROM post WHERE renderer =
		(SELECT s.renderer FROM site s WHERE s.renewed_id IS NULL)`),
	sql(old, "SELECT count(*) FROM post"));
	assert.match(run(["check", "--data", site.data]), /in order/);
});
