// `praatmee copy`: a site from one database to another, from the command line.
import test from "node:test";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync }
	from "node:fs";
import { join } from "node:path";
import { ask, makeDatabase, postgres } from "../lib/pg.mjs";
import { binary, run, startSite, temporaryDirectory } from "../lib/site.mjs";

const dir = temporaryDirectory();
const from = join(dir, "from");
run(["demo", "--data", from, "--posts", "1500"]);

function copy(...args) {
	const r = spawnSync(binary, ["copy", ...args], { encoding: "utf8" });
	return { code: r.status, said: r.stdout, error: r.stderr };
}

// The lines of tables: name, rows, digest.
function tables(said) {
	return [...said.matchAll(/^(\w+) +(\d+)  ([0-9a-f]{64})$/gm)]
		.map(([, name, rows, digest]) => ({ name, rows: +rows, digest }));
}

test("a copy is the same site, table by table", async () => {
	const to = join(dir, "to");
	const r = copy("--from", from, "--to", to);
	assert.equal(r.code, 0, r.error);
	assert.equal(r.error, "");
	assert.match(r.said, /Both sides are equal/);
	const list = tables(r.said);
	assert.ok(list.find((t) => t.name === "post").rows > 1500);
	assert.deepEqual(readdirSync(to).sort(), ["lock", "praatmee.db"]);
	for (const name of ["site", "account", "session", "revision", "decision",
		"post_words", "index_due", "form_key"])
		assert.ok(list.some((t) => t.name === name), name);
	run(["check", "--data", to]);
	const site = await startSite({ data: to });
	try {
		const c = site.client();
		await c.signIn("moderator@demo.example");
		const theme = await c.get("/theme/politiek");
		const thread = /href="(\/t\/\d+)"/.exec(theme.body)[1];
		const page = await c.get(thread);
		const form = page.form(`${thread}/answer`);
		const reply = await c.post(`${thread}/answer`,
			{ ...form, body: "nagekomen sneeuwklokje" });
		assert.equal(reply.status, 303, reply.text);
		await site.indexed();
		for (const words of ["sneeuwklokje", "gemeente"]) {
			const found = await c.get(`/search?q=${words}`);
			assert.match(found.body, /href="\/p\/\d+"/, words);
		}
	} finally {
		await site.stop();
	}
});

test("a file is copied from and to", () => {
	const file = join(dir, "backup.db"), back = join(dir, "back.db");
	run(["backup", file, "--data", from]);
	const one = copy("--from", file, "--to", back);
	assert.equal(one.code, 0, one.error);
	const other = copy("--from", back, "--to", join(dir, "again"));
	assert.deepEqual(tables(other.said), tables(one.said));
});

test("a site that is there is left alone", () => {
	const to = join(dir, "taken");
	run(["init", "--data", to]);
	const r = copy("--from", from, "--to", to);
	assert.equal(r.code, 4);
	assert.match(r.error, /--to: there is a site already/);
	assert.equal(copy("--from", from, "--to", from).code, 4);
});

test("what cannot be a source, and words that say nothing", () => {
	const none = join(dir, "none");
	assert.equal(copy("--from", none, "--to", join(dir, "x")).code, 3);
	assert.equal(existsSync(join(dir, "x")), false);
	assert.equal(copy("--from", from).code, 2);
	assert.equal(copy("--to", from).code, 2);
	assert.match(run(["copy", "--help"]), /--from PLACE/);
});

test("what is served is neither copied nor written over", async () => {
	const data = join(dir, "served");
	mkdirSync(data);
	copyFileSync(join(from, "praatmee.db"), join(data, "praatmee.db"));
	const site = await startSite({ data });
	try {
		let r = copy("--from", data, "--to", join(dir, "y"));
		assert.equal(r.code, 4);
		assert.match(r.error, /in use/);
		r = copy("--from", from, "--to", data);
		assert.equal(r.code, 4);
		assert.match(r.error, /there is a site already/);
	} finally {
		await site.stop();
	}
});

// Kill it after so many milliseconds; true when it was not done yet.
async function killCopy(to, ms) {
	const p = spawn(binary, ["copy", "--from", from, "--to", to],
		{ stdio: "ignore" });
	const end = new Promise((resolve) => p.on("exit", (code, signal) =>
		resolve(signal !== null)));
	setTimeout(() => p.kill("SIGKILL"), ms);
	return await end;
}

test("what was killed is no site, and goes on", async () => {
	const to = join(dir, "killed");
	let nKilled = 0;
	for (let ms = 40; await killCopy(to, ms); ms *= 1.4) {
		// It was whole, and only its process had not ended.
		if (existsSync(join(to, "praatmee.db")))
			break;
		nKilled++;
		const r = copy("--from", to, "--to", join(dir, "z"));
		assert.equal(r.code, 3, r.error);
		assert.match(r.error, /no site/);
		const serve = spawnSync(binary, ["serve", "--data", to,
			"--port", "0", "--http-port", "1024"]);
		assert.equal(serve.status, 3);
	}
	assert.ok(nKilled > 2, `killed ${nKilled} times`);
	const whole = copy("--from", from, "--to", join(dir, "whole"));
	const again = copy("--from", to, "--to", join(dir, "proof"));
	assert.equal(again.code, 0, again.error);
	assert.deepEqual(tables(again.said), tables(whole.said));
});

// It ends where a file would be larger than this: among the posts.
function cutCopy(source, to) {
	const cut = spawnSync("bash", ["-c", 'ulimit -f 600; exec "$@"', "bash",
		binary, "copy", "--from", source, "--to", to]);
	assert.notEqual(cut.status, 0);
}

test("an unfinished copy of another site is refused", () => {
	const other = join(dir, "other"), to = join(dir, "mixed");
	run(["demo", "--data", other]);
	cutCopy(from, to);
	const r = copy("--from", other, "--to", to);
	assert.equal(r.code, 4, r.error);
	assert.match(r.error, /no unfinished copy of this site/);
	assert.equal(copy("--from", from, "--to", to).code, 0);
});

test("a copy that is not the same is said and is no site", () => {
	const source = join(dir, "changing"), to = join(dir, "differs");
	cpSync(from, source, { recursive: true });
	cutCopy(source, to);
	// Among rows that were copied already.
	run(["user", "role", "beheer@demo.example", "--give", "moderator",
		"--data", source]);
	const r = copy("--from", source, "--to", to);
	assert.equal(r.code, 1, r.error);
	assert.match(r.error, /the copy is not what --from is/);
	assert.match(r.said, /^role_grant +8 .*\n +in the copy +7 /m);
	assert.doesNotMatch(r.said, /Both sides are equal/);
	assert.equal(existsSync(join(to, "praatmee.db")), false);
});

test("a server's database is copied to, and from", {
	skip: !postgres && "no PRAATMEE_TEST_PG",
}, () => {
	const to = makeDatabase();
	const cut = spawnSync("timeout", ["-s", "KILL", "1", binary, "copy",
		"--from", from, "--to", to]);
	const check = ["check", "--data", join(dir, "none"), "--store", to];
	if (cut.status !== 0) {
		assert.equal(spawnSync(binary, check).status, 3);
		const on = copy("--from", from, "--to", to);
		assert.equal(on.code, 0, on.error);
	}
	run(check);
	// The planner knows what there is.
	assert.ok(ask(to, "SELECT reltuples FROM pg_class WHERE relname = 'post'") >
		1500);
	const taken = copy("--from", from, "--to", to);
	assert.equal(taken.code, 4);
	assert.match(taken.error, /there is a site already/);
	// There may be a password in it.
	assert.equal(taken.error.includes(to), false);
	const back = copy("--from", to, "--to", join(dir, "returned"));
	assert.equal(back.code, 0, back.error);
	const here = copy("--from", from, "--to", join(dir, "here"));
	assert.deepEqual(tables(back.said), tables(here.said));
	run(["check", "--data", join(dir, "returned")]);
});
