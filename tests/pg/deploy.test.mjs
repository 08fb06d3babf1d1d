// The example of deploy/cluster on one machine, from its own files: only ports, paths
// and names are other ones.  A node dies, then the primary; people go on.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, mkdirSync, openSync, readFileSync,
	readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "../lib/client.mjs";
import { listen } from "../lib/events.mjs";
import { addPerson, answer, openThread } from "../lib/people.mjs";
import { binary, freePort, run, temporaryDirectory } from "../lib/site.mjs";

const example = join(dirname(fileURLToPath(import.meta.url)),
	"../../deploy/cluster");
const bin = readdirSync("/usr/lib/postgresql").sort((a, b) => b - a)
	.map((version) => `/usr/lib/postgresql/${version}/bin`)[0];
const dir = temporaryDirectory();
const secrets = { praatmee: "woord van praatmee/1", replicator: "woord van r" };
const threads = 2, passwordThreads = 2;

// PostgreSQL refuses to run as root.
const isRoot = process.getuid() === 0;
const nobody = isRoot ? ["setpriv", "--reuid=nobody", "--regid=nogroup",
	"--clear-groups"] : [];
const user = isRoot ? 65534 : process.getuid();
const group = isRoot ? 65534 : process.getgid();

function own(path, mode) {
	chownSync(path, user, group);
	chmodSync(path, mode);
}

// A file of the example, with other words in the places of some.  Each must be
// there.
function fill(name, changes, to) {
	let text = readFileSync(join(example, name), "utf8");
	for (const [what, instead] of changes) {
		assert.ok(text.includes(what), `${name}: ${what}`);
		text = text.replaceAll(what, instead);
	}
	writeFileSync(to, text);
}

// A process that ends with this one.
function launch(words, { signal = "KILL", prefix = [], env, log }) {
	const out = openSync(join(dir, log), "a");
	const [word, ...rest] = ["setpriv", "--pdeathsig", signal,
		...prefix.slice(1), ...words];
	const child = spawn(word, rest, { env, stdio: ["ignore", out, out] });
	const ended = new Promise((resolve) => child.on("exit", resolve));
	child.unref();
	return { ended, end(how) {
		child.ref();
		child.kill(how);
		return ended;
	} };
}

async function until(what, condition, ms = 30000) {
	for (const end = Date.now() + ms; ;) {
		try {
			if (await condition())
				return;
		} catch {
			// Not yet.
		}
		assert.ok(Date.now() < end, what);
		await new Promise((r) => setTimeout(r, 50));
	}
}

class Database {
	constructor(name) {
		this.name = name;
		this.dir = join(dir, name);
		this.env = { ...process.env, HOME: this.dir, PGHOST: this.dir,
			PGUSER: "postgres", PGDATABASE: "postgres",
			PGDATA: join(this.dir, "data"), LC_ALL: "C.UTF-8",
			PGSSLROOTCERT: join(dir, "ca.pem"),
			PGOPTIONS: "--client-min-messages=warning" };
	}

	// As Debian has it: settings outside of the data directory.
	async configure() {
		this.port = await freePort();
		this.env.PGPORT = this.port;
		mkdirSync(join(this.dir, "conf.d"), { recursive: true });
		fill("postgresql.conf", [["cluster_name = 'db1'",
			`cluster_name = '${this.name}'`],
		["/etc/postgresql/praatmee/server", join(this.dir, "server")],
		["listen_addresses = '*'", "listen_addresses = '127.0.0.1'"]],
		join(this.dir, "conf.d/praatmee.conf"));
		fill("pg_hba.conf", [["peer", "trust"],
			...["11", "12", "21", "22"].map((n) =>
				[`10.0.0.${n}/32`, "127.0.0.1/32"])],
		join(this.dir, "pg_hba.conf"));
		writeFileSync(join(this.dir, "postgresql.conf"),
			`data_directory = '${this.env.PGDATA}'
			hba_file = '${this.dir}/pg_hba.conf'
			unix_socket_directories = '${this.dir}'
			port = ${this.port}
			dynamic_shared_memory_type = mmap
			fsync = off
			include_dir = 'conf.d'\n`);
		for (const end of ["pem", "key"]) {
			copyFileSync(join(dir, `localhost.${end}`),
				join(this.dir, `server.${end}`));
			own(join(this.dir, `server.${end}`), 0o600);
		}
		writeFileSync(join(this.dir, ".pgpass"), `localhost:*:*:replicator:${
			secrets.replicator}\n`);
		own(join(this.dir, ".pgpass"), 0o600);
		own(this.dir, 0o700);
	}

	run(words, options) {
		const [word, ...rest] = [...nobody, ...words];
		return execFileSync(word, rest, { encoding: "utf8", cwd: this.dir,
			env: { ...this.env, PATH: `${bin}:${process.env.PATH}` },
			stdio: ["pipe", "pipe", "pipe"], ...options });
	}

	ask(statement) {
		return this.run(["psql", "-XAtqc", statement]).trim();
	}

	// A file of the example, run by psql.
	take(name, input) {
		copyFileSync(join(example, name), join(this.dir, name));
		chmodSync(join(this.dir, name), 0o644);
		// Without a terminal it reads passwords from its input.
		return this.run(["setsid", "-w", "psql", "-Xq", "-v",
			"ON_ERROR_STOP=1", "-f", name], { input });
	}

	async start() {
		this.process = launch([`${bin}/postgres`, "-D", this.env.PGDATA, "-c",
			`config_file=${this.dir}/postgresql.conf`],
		{ signal: "QUIT", prefix: nobody, env: this.env,
			log: `${this.name}.log` });
		await until(`${this.name} starts`, () => this.ask("SELECT 1"));
	}

	standbyOf(primary) {
		copyFileSync(join(example, "standby"), join(this.dir, "standby"));
		chmodSync(join(this.dir, "standby"), 0o755);
		return this.run(["./standby", this.name, "localhost"],
			{ env: { ...this.env, PGPORT: primary.port,
				PATH: `${bin}:${process.env.PATH}` } });
	}

	isSynchronous() {
		return this.ask("SELECT string_agg(sync_state, ' ') " +
			"FROM pg_stat_replication") === "quorum";
	}
}

class Node {
	constructor(name) {
		this.name = name;
		this.data = join(dir, name);
	}

	async configure(databases) {
		this.port = await freePort();
		mkdirSync(this.data, { mode: 0o700 });
		fill("praatmee.conf", [
			["PASSWORD", encodeURIComponent(secrets.praatmee)],
			["db1.inside,db2.inside", databases.map((d) =>
				`localhost:${d.port}`).join(",")],
			["/etc/praatmee/ca.pem", join(dir, "ca.pem")],
			["/etc/praatmee/node.pem", join(dir, "localhost.pem")],
			["/run/credentials/praatmee.service/node.key",
				join(dir, "localhost.key")],
			["listen = ::", "listen = 127.0.0.1"],
			["port = 443", `port = ${this.port}`],
			["proxies = 10.0.0.10", "proxies = 127.0.0.1"]],
		join(this.data, "praatmee.conf"));
		chmodSync(join(this.data, "praatmee.conf"), 0o600);
	}

	async start() {
		this.process = launch([binary, "serve", "--data", this.data,
			"--threads", threads, "--sign-in-limit-address", "3/600",
			"--post-limit-account", "0/1", "--post-limit-address", "0/1"],
		{ log: `${this.name}.log` });
		await until(`${this.name} starts`, async () =>
			(await this.probe("readyz")) === 200);
	}

	async probe(name) {
		return (await new Client(`https://localhost:${this.port}`)
			.raw("GET", `/${name}`)).status;
	}

	log() { return readFileSync(join(dir, `${this.name}.log`), "utf8"); }
	count(what) { return this.log().split(what).length - 1; }
}

const db1 = new Database("db1"), db2 = new Database("db2");
const nodes = [new Node("node1"), new Node("node2")];
let balancer, people;

async function startBalancer() {
	const [port, plainPort] = [await freePort(), await freePort()];
	const pem = join(dir, "praat.example.pem");
	writeFileSync(pem, ["pem", "key"].map((end) =>
		readFileSync(join(dir, `localhost.${end}`))).join(""));
	fill("haproxy.cfg", [
		[":::80 v4v6", `127.0.0.1:${plainPort}`],
		[":::443 v4v6", `127.0.0.1:${port}`],
		["/etc/haproxy/praat.example.pem", pem],
		["/etc/praatmee/ca.pem", join(dir, "ca.pem")],
		...nodes.map((n) => [`${n.name}.inside:443 verifyhost ${n.name}.inside`,
			`localhost:${n.port} verifyhost localhost`])],
	join(dir, "haproxy.rest"));
	const file = join(dir, "haproxy.cfg");
	writeFileSync(file, "global\n\tlog stdout format raw local0\n\n" +
		readFileSync(join(dir, "haproxy.rest"), "utf8"));
	balancer = launch(["/usr/sbin/haproxy", "-db", "-f", file],
		{ log: "haproxy.log" });
	people = `https://localhost:${port}`;
	run(["site", "--url", people, "--data", nodes[0].data]);
	await until("the balancer starts", async () =>
		(await new Client(people).raw("GET", "/readyz")).status === 200);
	return plainPort;
}

before(async () => {
	chmodSync(dir, 0o711);
	execFileSync(join(example, "certificates"), ["localhost"], { cwd: dir });
	for (const db of [db1, db2])
		await db.configure();
	db1.run(["initdb", "-U", "postgres", "-E", "UTF8", "-A", "trust", "-N"]);
	await db1.start();
	db1.take("roles.sql", Object.values(secrets).map((s) => `${s}\n${s}\n`)
		.join(""));
	db2.standbyOf(db1);
	await db2.start();
	await until("it is synchronous", () => db1.isSynchronous());
	for (const node of nodes)
		await node.configure([db1, db2]);
	run(["demo", "--data", nodes[0].data]);
});

let member, thread;
const acknowledged = [];
async function say(words) {
	await answer(member, thread, words);
	acknowledged.push(words);
}

test("people reach two nodes through the balancer", async () => {
	for (const node of nodes)
		await node.start();
	const plainPort = await startBalancer();
	const plain = await new Client(`http://localhost:${plainPort}`)
		.raw("GET", "/rules?x=1");
	assert.equal(plain.status, 308);
	assert.match(plain.headers.location, /^https:\/\/.*\/rules\?x=1$/);
	member = await addPerson({ data: nodes[0].data,
		client: () => new Client(people) }, "Anna", "moderator");
	({ thread } = await openThread(member, "politiek", "Eerste", "Tekst"));
	const ears = await listen(new Client(people), `/t/${thread}/events`);
	await ears.next("thread");
	for (let i = 0; i < 20; i++)
		await say(`samen${i}x`);
	// Of those that come at once the last is told.
	assert.ok((await ears.next("thread")).answers > 0);
	ears.close();
	for (const node of nodes)
		assert.ok(node.count("method=GET") > 5, node.name);
	const page = await new Client(people, { isHttp2: true })
		.raw("GET", `/t/${thread}`);
	assert.ok(page.body.includes("samen19x"));
});

test("an address is that of the person, whatever they say it is", async () => {
	const guess = (from, headers) => {
		const client = new Client(people);
		client.agent.options.localAddress = from;
		return client.raw("POST", "/sign-in", { headers: { Origin: people,
			"Content-Type": "application/x-www-form-urlencoded",
			...headers }, body: `email=${from}@x.example&password=x` });
	};
	for (let i = 0; i < 3; i++)
		assert.equal((await guess("127.0.0.7")).status, 422);
	for (const headers of [{}, { "X-Forwarded-For": "192.0.2.1" }])
		assert.equal((await guess("127.0.0.7", headers)).status, 429);
	assert.equal((await guess("127.0.0.8")).status, 422);
	assert.equal((await new Client(people).raw("GET", "/metrics")).status, 404);
});

test("a node dies and comes back, and nobody who reads notices", async () => {
	for (const node of nodes) {
		await Promise.all([node.process.end("SIGKILL"), (async () => {
			for (let i = 0; i < 40; i++)
				assert.equal((await new Client(people)
					.get(`/t/${thread}`)).status, 200);
		})()]);
		await say(`zonder ${node.name} x`);
		await node.start();
		// The balancer asks every second, and twice.
		const before = node.count("route=page_thread");
		await until("it is asked again", async () => {
			await new Client(people).get(`/t/${thread}`);
			return node.count("route=page_thread") > before;
		});
	}
});

test("as many connections as the manual says", async () => {
	await Promise.all(Array.from({ length: 100 }, async (_, i) => {
		if (i % 5 === 0)
			await member.post(`/t/${thread}/answer`,
				{ key: `druk${i}`, body: `druk${i}x` });
		else
			await member.get(`/search?q=samen${i}`);
	}));
	const n = Number(db1.ask("SELECT count(*) FROM pg_stat_activity " +
		"WHERE usename = 'praatmee'"));
	console.log(`${n} connections of two nodes`);
	assert.ok(n <= 2 * (6 * threads + 2 * passwordThreads + 8), n);
});

test("the primary dies and the standby takes over", async () => {
	await db1.process.end("SIGQUIT");
	await until("no node is ready", async () => (await Promise.all(
		nodes.map((node) => node.probe("readyz")))).every((s) => s === 503));
	for (const node of nodes)
		assert.equal(await node.probe("healthz"), 200);
	// The site's own page says it, not the balancer's, which asks a node all the
	// same when none is ready.
	await until("it asks who is alive", async () => {
		const page = await new Client(people).raw("GET", `/t/${thread}`);
		assert.match(page.text, /De Lantaarn/);
		return /^alive\/node\d .* 503 /m.test(
			readFileSync(join(dir, "haproxy.log"), "utf8"));
	});
	// What was typed is not lost, and can be sent again.
	const form = { key: "wacht", body: "wachtwoordx" };
	const refused = await member.post(`/t/${thread}/answer`, form);
	assert.equal(refused.status, 503);
	assert.match(refused.text, /wachtwoordx/);
	db2.take("takeover.sql");
	await until("it is taken", async () =>
		(await member.post(`/t/${thread}/answer`, form)).status === 303);
	acknowledged.push("wachtwoordx");
	await until("they are ready again", async () => (await Promise.all(
		nodes.map((node) => node.probe("readyz")))).every((s) => s === 200));
	// A worker may find its connection broken, and say so once.
	let n = 0;
	await until("they go on", async () => {
		await say(`daarna${n++}x`);
		return n > 0;
	});
	for (const words of acknowledged)
		assert.equal(db2.run(["psql", "-XAtqd", "praatmee", "-c",
			`SELECT count(*) FROM praatmee.post WHERE body = '${words}'`])
			.trim(), "1", words);
});

test("the old primary becomes the standby", async () => {
	assert.throws(() => db2.standbyOf(db1), /stop it first/);
	// As after a crash.
	writeFileSync(join(db1.env.PGDATA, "postmaster.pid"), "4194305\n");
	db1.standbyOf(db2);
	await db1.start();
	db2.ask("ALTER SYSTEM RESET synchronous_standby_names");
	db2.ask("SELECT pg_reload_conf()");
	await until("it is synchronous", () => db2.isSynchronous());
	await say("weer met twee x");
	assert.match(run(["check", "--data", nodes[1].data]), /are in order/);
});

after(async () => {
	await balancer?.end("SIGTERM");
	assert.deepEqual(await Promise.all(nodes.map((node) =>
		node.process?.end("SIGTERM"))), [0, 0]);
	for (const db of [db1, db2])
		await db.process?.end("SIGQUIT");
	for (const name of ["db1", "db2", "node1", "node2", "haproxy"]) {
		const log = readFileSync(join(dir, `${name}.log`), "utf8");
		for (const secret of Object.values(secrets))
			assert.ok(!log.includes(secret) &&
				!log.includes(encodeURIComponent(secret)), name);
		assert.doesNotMatch(log, /Sanitizer|runtime error/);
	}
});
