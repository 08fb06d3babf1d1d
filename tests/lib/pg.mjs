// Databases of the PostgreSQL that PRAATMEE_TEST_PG names, for a test's own use,
// and clusters of tests/pg/cluster.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const postgres = process.env.PRAATMEE_TEST_PG;

// What psql prints of the statements.  Its password is in nobody's list of
// processes.
export function ask(uri, statements) {
	const { username, password, hostname, port, pathname } = new URL(uri);
	return execFileSync("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1"], {
		encoding: "utf8", input: statements, env: { ...process.env,
			PGUSER: username, PGPASSWORD: password, PGHOST: hostname,
			PGPORT: port, PGDATABASE: pathname.slice(1),
			PGOPTIONS: "--client-min-messages=warning" },
	}).trim();
}

// Gone when the program ends.
const made = [];
process.on("exit", () => {
	if (made.length > 0)
		ask(postgres, made.map((name) =>
			`DROP DATABASE ${name} WITH (FORCE);`).join("\n"));
});

// The URI of a new database: empty, or a copy of the one at this URI.
export function makeDatabase(template) {
	const name = `t${process.pid}_${made.length}`;
	const uri = new URL(postgres);
	uri.pathname = name;
	ask(postgres, `CREATE DATABASE ${name} TEMPLATE ${template ?
		new URL(template).pathname.slice(1) : "template0"}`);
	made.push(name);
	return uri.href;
}

// cluster("start", link, "--durable"): what it prints.
export function cluster(...words) {
	return execFileSync(join(fileURLToPath(import.meta.url),
		"../../pg/cluster"), words, { encoding: "utf8" }).trim();
}
