// A real server process on free ports with a data directory of its own, and with
// PRAATMEE_TEST_PG in the environment a database of its own there.  Its log
// is kept in memory, or in logFile, for a test that does not read it meanwhile.
// With store it uses that one: of another site it is a node more.
//
//	const site = await startSite({ demo: true });
//	const ann = site.client();
//	await ann.signIn("lid@demo.example");
//	const page = await ann.get("/t/1");
//	await site.stop();
import { spawn, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync }
	from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "./client.mjs";
import { makeDatabase, postgres } from "./pg.mjs";

const top = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

export const binary = process.env.PRAATMEE ?? join(top, "build/dev/praatmee");
export const demoPassword = "koffie-en-muntthee";

// A port that nobody listens on at this moment.
export function freePort() {
	return new Promise((resolve, reject) => {
		const server = net.createServer();
		server.on("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const { port } = server.address();
			server.close(() => resolve(port));
		});
	});
}

// Gone when the program ends.
const temporary = [];
process.on("exit", () => {
	for (const dir of temporary)
		rmSync(dir, { recursive: true, force: true });
});
export function temporaryDirectory() {
	const dir = mkdtempSync(join(tmpdir(), "praatmee-test-"));
	temporary.push(dir);
	return dir;
}

// Run a command of the binary and give what it printed.
export function run(args, options = {}) {
	return execFileSync(binary, args, { encoding: "utf8", ...options });
}

// Where dir has its store, when that is not in it.
export function useStore(dir, uri) {
	mkdirSync(dir, { recursive: true, mode: 0o700 });
	writeFileSync(join(dir, "praatmee.conf"), `store = ${uri}\n`);
	return uri;
}

// The demonstration site is made once for each test program and copied.
let demoTemplate, demoStore;
function demoData(dir) {
	if (!demoTemplate) {
		demoTemplate = join(temporaryDirectory(), "data");
		if (postgres)
			demoStore = useStore(demoTemplate, makeDatabase());
		run(["demo", "--data", demoTemplate]);
	}
	cpSync(demoTemplate, dir, { recursive: true });
	return postgres && useStore(dir, makeDatabase(demoStore));
}

function emptyData(dir) {
	const store = postgres && useStore(dir, makeDatabase());
	return { store, initOutput: run(["init", "--data", dir]) };
}

// Without a limit, so that scenarios are not about limits unless they say so.
const unlimited = ["post-limit-account", "post-limit-address",
	"sign-in-limit-account", "sign-in-limit-address",
	"sign-up-limit-address", "mail-ask-limit-account",
	"mail-ask-limit-address", "search-limit-address"];

class Site {
	constructor(options) {
		this.options = options;
		this.log = "";
	}

	async start() {
		const o = this.options;
		this.data = o.data ?? join(temporaryDirectory(), "data");
		if (!existsSync(this.data)) {
			if (o.store)
				this.store = useStore(this.data, o.store);
			if (o.store && o.demo)
				run(["demo", "--data", this.data]);
			else if (!o.store && o.demo)
				this.store = demoData(this.data);
			else if (!o.store)
				Object.assign(this, emptyData(this.data));
		}
		// Somebody may take a free port before the server does.
		for (let tries = 1; ; tries++) {
			this.port = await freePort();
			this.httpPort = await freePort();
			try {
				await this.launch();
				return this;
			} catch (error) {
				if (tries === 5 || !/ is taken/.test(error.message))
					throw error;
				this.log = "";
			}
		}
	}

	async launch() {
		const args = ["serve", "--data", this.data,
			"--port", String(this.port),
			"--http-port", String(this.httpPort),
			...unlimited.flatMap((name) => [`--${name}`, "0/1"]),
			...(this.options.args ?? [])];
		const command = this.options.wrap ?? [];
		const words = [...command, binary, ...args];
		this.process = spawn(words[0], words.slice(1), {
			env: { ...process.env, ...this.options.env },
			stdio: ["ignore", "pipe", this.options.logFile ?
				openSync(this.options.logFile, "a") : "pipe"],
		});
		this.exited = new Promise((resolve) => {
			this.process.on("exit", (code, signal) =>
				resolve({ code, signal }));
		});
		this.process.stderr?.on("data", (d) => { this.log += d; });
		this.process.stdout.on("data", (d) => { this.log += d; });
		// A test that fails before it stops the server must end all the same.
		const child = this.process;
		process.on("exit", () => child.kill("SIGKILL"));
		for (const handle of [child, child.stdout, child.stderr])
			handle?.unref();
		const early = this.exited.then((end) => {
			if (!this.isReady)
				throw new Error(`the server ended (${end.code ??
					end.signal}):\n${this.log}`);
		});
		this.isReady = false;
		await Promise.race([this.ready(), early]);
		this.isReady = true;
	}

	async ready() {
		const until = Date.now() + 30000;
		while (Date.now() < until) {
			try {
				const r = await this.client({ plain: true })
					.get("/healthz");
				if (r.status === 200)
					return;
			} catch {
				await new Promise((r) => setTimeout(r, 20));
			}
		}
		throw new Error(`the server did not answer:\n${this.log}`);
	}

	get url() { return `https://localhost:${this.port}`; }
	get plainUrl() { return `http://localhost:${this.httpPort}`; }

	// A browser-like client with cookies; plain: over HTTP; isHttp2: over it.
	client({ plain = false, isHttp2 } = {}) {
		return new Client(plain ? this.plainUrl : this.url, { isHttp2 });
	}

	// What `check` says of the search index: posts that are not in it yet.
	indexLag() {
		const said = run(["check", "--data", this.data]);
		return Number(/index is behind by (\d+)/.exec(said)?.[1] ?? 0);
	}

	// Wait until search finds all that was written.
	async indexed() {
		const until = Date.now() + 30000;
		while (this.indexLag() > 0)
			if (Date.now() > until)
				throw new Error("the search index stays behind");
	}

	async kill(signal = "SIGKILL") {
		this.process.ref();
		this.process.kill(signal);
		return await this.exited;
	}

	// Ask it to stop; a sanitizer report or a crash fails the test.
	async stop() {
		const end = await this.kill("SIGTERM");
		if (end.code !== 0 || /Sanitizer|runtime error/.test(this.log))
			throw new Error(`the server ended with ${end.code ??
				end.signal}:\n${this.log.slice(-8000)}`);
	}
}

export function startSite(options = {}) {
	return new Site(options).start();
}

// For a test that needs a site of its own: test(name, withSite(options, fn)).
// Whatever fn does, the server is stopped, and must do so without a complaint.
export function withSite(options, fn) {
	return async () => {
		const site = await startSite(options);
		try {
			await fn(site);
		} catch (error) {
			await site.kill();
			throw error;
		}
		await site.stop();
	};
}
