// What the command line says when it cannot have the store it was given.
import test, { before } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, makeDatabase, postgres } from "../lib/pg.mjs";
import { binary, freePort, run, temporaryDirectory } from "../lib/site.mjs";

const dir = join(temporaryDirectory(), "data");
const secret = "geheim-woord";
// The address of a database with a schema of the user who owns nothing else.
let address;

before(() => {
	const uri = new URL(makeDatabase());
	uri.username = `u${process.pid}`;
	uri.password = secret;
	ask(postgres, `CREATE ROLE ${uri.username} LOGIN PASSWORD '${secret}'`);
	address = uri.href;
	mkdirSync(dir);
	process.on("exit", () => ask(postgres,
		`DROP OWNED BY ${uri.username}; DROP ROLE ${uri.username}`));
});

// As a superuser in that database.
function prepare(statements) {
	const uri = new URL(postgres);
	uri.pathname = new URL(address).pathname;
	return ask(uri.href, statements);
}

const user = () => new URL(address).username;

// The address with a part of it changed.
function but(change) {
	const uri = new URL(address);
	change(uri);
	return uri.href;
}

function fails(code, what, command, store = address) {
	writeFileSync(join(dir, "praatmee.conf"), `store = ${store}\n`);
	const r = spawnSync(binary, [command, "--data", dir],
		{ encoding: "utf8", env: { ...process.env, LC_ALL: "C" } });
	assert.equal(r.status, code, r.stderr);
	assert.match(r.stderr, what);
	for (const word of secret.split("-"))
		assert.ok(!(r.stdout + r.stderr).includes(word), r.stderr);
}

test("a server that is away is told from one that refuses", async () => {
	const port = await freePort();
	for (const command of ["check", "serve", "init"])
		fails(1, /port \d+ failed: .*refused[^]*does not answer.*try again/,
			command, but((uri) => { uri.port = port; }));
	fails(1, /could not translate host name[^]*does not answer/, "check",
		but((uri) => { uri.hostname = "nowhere.invalid"; }));
	const refused = /cannot be used; the line above says why/;
	for (const [why, change] of [
		[/password authentication failed/, (uri) => { uri.password = "x"; }],
		[/no password supplied/, (uri) => { uri.password = ""; }],
		[/database "elders" does not exist/,
			(uri) => { uri.pathname = "elders"; }],
		[/SSL was required/,
			(uri) => { uri.search = "sslmode=require"; }],
		[/invalid sslmode value/, (uri) => { uri.search = "sslmode=x"; }]])
		for (const words of [why, refused])
			fails(1, words, "check", but(change));
	prepare(`REVOKE CONNECT ON DATABASE ${
		new URL(address).pathname.slice(1)} FROM PUBLIC`);
	fails(1, /permission denied for database/, "check");
	fails(1, refused, "check");
	prepare(`GRANT CONNECT ON DATABASE ${
		new URL(address).pathname.slice(1)} TO ${user()}`);
});

test("of an address that cannot be read nothing is repeated", () => {
	for (const password of ["geheim%woord", "geheim@woord", "geheim/woord",
		"geheim#woord", "x@geheim/woord?x"])
		fails(1, /an address is like .*write %25 for %/, "check",
			address.replace(secret, password));
	fails(1, /an address is like/, "check", `${address}?geheim=woord`);
	fails(2, /not the address of a database server/, "check", "mysql://x");
});

test("a site wants a schema of its own", () => {
	// The owner of public is another.
	fails(3, /no site in the store yet; praatmee init makes one/, "check");
	fails(1, /may make no tables in the schema: .*CREATE SCHEMA/, "init");
	fails(1, /there is no schema that this user may use/, "init",
		`${address}?options=-csearch_path%3Dnergens`);
	prepare(`CREATE SCHEMA ${user()} AUTHORIZATION ${user()};
		SET ROLE ${user()};
		CREATE TABLE account (word text); INSERT INTO account VALUES ('x')`);
	for (let i = 0; i < 2; i++)
		fails(1, /the schema has tables of something else/, "init");
	assert.equal(prepare(`SELECT word FROM ${user()}.account`), "x");
	prepare(`DROP TABLE ${user()}.account`);
	run(["init", "--data", dir]);
	// As if that had been interrupted at its end.
	prepare(`UPDATE ${user()}.store_version SET is_whole = false`);
	fails(3, /no site in the store yet/, "check");
	prepare(`CREATE SCHEMA spy; CREATE TABLE spy.heard (ms text);
		CREATE FUNCTION spy.hear() RETURNS event_trigger LANGUAGE plpgsql
		SECURITY DEFINER AS $$ BEGIN INSERT INTO spy.heard
		VALUES (current_setting('statement_timeout')); END $$;
		CREATE EVENT TRIGGER spy ON ddl_command_start
		EXECUTE FUNCTION spy.hear()`);
	run(["init", "--data", dir]);
	// A step over many posts is not cut off as a query would be.
	assert.equal(prepare("SELECT DISTINCT ms FROM spy.heard"), "0");
	prepare("DROP EVENT TRIGGER spy; DROP SCHEMA spy CASCADE");
	assert.match(run(["check", "--data", dir]), /are in order/);
	fails(4, /there is a site in the store already/, "init");
	prepare(`UPDATE ${user()}.store_version SET number = number + 1`);
	fails(1, /the site in the store was made by a newer praatmee/, "check");
});
