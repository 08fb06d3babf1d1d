// A copy of a site is made, restored and looked over.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { answer, openThread } from "../lib/people.mjs";
import { ask, makeDatabase, postgres } from "../lib/pg.mjs";
import { binary, run, startSite, temporaryDirectory } from "../lib/site.mjs";

let site, member;
const dir = temporaryDirectory();
before(async () => {
	site = await startSite({ demo: true });
	member = site.client();
	await member.signIn("moderator@demo.example");
});
after(() => site.stop());

function fails(code, what, args) {
	const r = spawnSync(binary, [...args, "--data", site.data],
		{ encoding: "utf8" });
	assert.equal(r.status, code, r.stderr);
	assert.match(r.stderr, what);
	return r;
}

// The address of a restored copy, made as `praatmee backup` does or says.
function restore(name) {
	const file = join(dir, `${name}'s copy`);
	if (!postgres) {
		run(["backup", file, "--data", site.data]);
		fails(4, /already there/, ["backup", file]);
		return file;
	}
	const { stdout } = fails(1, /has its own tools for that/,
		["backup", file]);
	const uri = makeDatabase(), { password } = new URL(uri);
	assert.doesNotMatch(stdout, new RegExp(password));
	const [dump, load] = ["pg_dump", "pg_restore"].map((tool) =>
		stdout.split("\n").find((line) => line.startsWith(tool)));
	execFileSync("sh", ["-ec", `${dump}; ${load}`],
		{ env: { ...process.env, PGPASSWORD: password, COPY: uri } });
	return uri;
}

test("a copy is compared with the site that goes on", async () => {
	const { thread } = await openThread(member, "politiek", "Kopie", "Tekst");
	const copy = restore("een");
	await answer(member, thread, "Na de kopie");
	const said = run(["backup", "check", copy, "--data", site.data]);
	const [, theirs, ours] = /has (\d+) posts of the site's (\d+)/.exec(said);
	assert.equal(Number(ours), Number(theirs) + 1);
	const day = new Date().toISOString().slice(0, 10);
	assert.match(said, new RegExp(`newest post of the copy is of ${day}`));
	assert.match(said, new RegExp(`newest post of the site is of ${day}`));
});

test("a copy that is damaged is not in order", () => {
	const copy = restore("twee");
	const wrong = "UPDATE theme SET n_answers = n_answers + 1 WHERE id = 1";
	if (postgres)
		ask(copy, wrong);
	else
		execFileSync("sqlite3", [copy, wrong]);
	const { stdout } = fails(1, /the kept counts: see above/,
		["backup", "check", copy]);
	assert.match(stdout, /^theme 1: n_answers is/);
});

test("what is no copy is not taken for one", () => {
	const nothing = postgres ? makeDatabase() : join(dir, "niets");
	fails(3, /there is no site in the copy/, ["backup", "check", nothing]);
	fails(2, /that is the site itself/, ["backup", "check",
		site.store ?? join(site.data, "praatmee.db")]);
});
