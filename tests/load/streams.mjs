// How soon everyone who reads a thread hears of a new answer, and what listening
// costs: many event streams on one thread, memory of each, and three answers.
//
//	node tests/load/streams.mjs [--quick] [--streams N] [--only KIND]
//
// KIND is plain, https or h2 (a hundred streams a connection).  Times are from
// the moment that an answer is sent to the moment that the reader in the middle,
// and the last one, has it; Node.js reads for all of them on the same machine.
// Memory is the server's resident memory beside that before.
import { existsSync } from "node:fs";
import http2 from "node:http2";
import net from "node:net";
import { dirname, join } from "node:path";
import tls from "node:tls";
import { fileURLToPath } from "node:url";
import { parseMetrics } from "../lib/metrics.mjs";

const top = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const release = join(top, "build/release/praatmee");
const atOnce = 64, restMs = 3000, streamsOfSession = 100, answers = 3;

const options = { streams: 10000, only: null };
for (const [i, word] of process.argv.entries()) {
	if (word === "--quick")
		options.streams = 200;
	else if (word === "--streams")
		options.streams = Number(process.argv[i + 1]);
	else if (word === "--only")
		options.only = process.argv[i + 1];
}

if (!process.env.PRAATMEE && existsSync(release))
	process.env.PRAATMEE = release;
const { startSite } = await import("../lib/site.mjs");
const { answer } = await import("../lib/people.mjs");

const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

// Who has heard which number of answers, and when the last one did.
class Audience {
	constructor(size) {
		this.size = size;
		this.heard = new Map();
		this.waiting = new Map();
	}

	hear(count) {
		const times = this.heard.get(count) ?? [];
		this.heard.set(count, times);
		if (times.push(performance.now()) === this.size)
			this.waiting.get(count)?.();
	}

	// The moments at which each of them heard of so many answers.
	async all(count) {
		if ((this.heard.get(count)?.length ?? 0) < this.size)
			await new Promise((resolve, reject) => {
				this.waiting.set(count, resolve);
				setTimeout(() => reject(new Error(`${
					this.heard.get(count)?.length ?? 0} of ${
					this.size} have heard`)), 30000).unref();
			});
		return this.heard.get(count);
	}
}

// An event is far smaller than a packet, so that it comes in one piece.
function follow(stream, audience, opened) {
	stream.on("data", (bytes) => {
		const text = bytes.toString("latin1");
		for (const [, count] of text.matchAll(/"answers":(\d+)/g)) {
			opened();
			audience.hear(Number(count));
		}
	});
	stream.on("error", (error) => { throw error; });
}

function listenOn(socket, when, port, path, audience) {
	return new Promise((resolve) => {
		socket.on(when, () => socket.write(`GET ${path} HTTP/1.1\r\n` +
			`Host: localhost:${port}\r\n\r\n`));
		follow(socket, audience, () => resolve(socket));
	});
}

const kinds = {
	plain: (site, path, audience) => listenOn(
		net.connect(site.httpPort, "127.0.0.1"), "connect",
		site.httpPort, path, audience),
	https: (site, path, audience) => listenOn(
		tls.connect({ port: site.port, host: "127.0.0.1",
			rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] }),
		"secureConnect", site.port, path, audience),
	async h2(site, path, audience) {
		if (!this.session || this.left === 0) {
			this.session = http2.connect(site.url,
				{ rejectUnauthorized: false });
			this.left = streamsOfSession;
		}
		this.left--;
		const { session } = this;
		const stream = session.request({ ":path": path });
		await new Promise((resolve) => follow(stream, audience, resolve));
		return session;
	},
};

async function openMany(n, open) {
	const all = [];
	await Promise.all(Array.from({ length: atOnce }, async () => {
		while (all.length < n) {
			const i = all.push(null) - 1;
			all[i] = await open();
		}
	}));
	return all;
}

async function read(site) {
	const reply = await site.client({ plain: true }).get("/metrics");
	const m = parseMetrics(reply.body);
	return { memory: m.get("process_resident_memory_bytes"),
		cpu: m.get("process_cpu_seconds_total"),
		streams: m.get("praatmee_streams") };
}

// One answer: when the middle and the last of the audience hear of it.
async function tell(site, member, thread, audience, count) {
	const before = await read(site);
	const sent = performance.now();
	const all = audience.all(count);
	await answer(member, thread, `Antwoord ${count}`);
	const times = await all;
	const after = await read(site);
	return { middle: times[times.length >> 1] - sent, last: times.at(-1) - sent,
		cpu: after.cpu - before.cpu };
}

async function measure(kind) {
	const n = options.streams;
	const site = await startSite({ demo: true, args: [
		"--connections", String(2 * n), "--streams", String(n + 100),
		"--connections-per-address", String(2 * n)] });
	const member = site.client();
	await member.signIn("moderator@demo.example");
	const thread = "22", path = `/t/${thread}/events`;
	const audience = new Audience(n);
	const page = (await member.get(`/t/${thread}`)).body;
	let count = Number(/data-answers="(\d+)"/.exec(page)[1]);
	await sleep(restMs);
	const before = await read(site);
	const all = await openMany(n, () => kinds[kind](site, path, audience));
	await audience.all(count);
	await sleep(restMs);
	const idle = await read(site);
	if (idle.streams !== n)
		throw new Error(`${idle.streams} of ${n} listen`);
	const told = [];
	for (let i = 0; i < answers; i++) {
		told.push(await tell(site, member, thread, audience, ++count));
		await sleep(500);
	}
	await sleep(restMs);
	const after = await read(site);
	const each = (m) => ((m.memory - before.memory) / n / 1000).toFixed(1);
	const ms = (name) => told.map((t) => t[name].toFixed(0)).join(" ");
	console.log(`${kind.padEnd(6)} ${String(n).padStart(6)} ` +
		`${each(idle).padStart(9)} ${each(after).padStart(9)} ` +
		`${(after.memory / 1e6).toFixed(0).padStart(7)}   ` +
		`${ms("middle").padEnd(14)} ${ms("last").padEnd(14)} ` +
		told.map((t) => (t.cpu * 1e6 / n).toFixed(0)).join(" "));
	const stopped = performance.now();
	for (const one of all)
		one.removeAllListeners("error").on("error", () => {});
	await site.kill("SIGTERM");
	console.log(`       stopped in ${(performance.now() - stopped)
		.toFixed(0)} ms`);
	for (const one of all)
		one.destroy();
}

console.log("               kB each,  kB each,   MB of   middle hears,  " +
	"last hears,    CPU, us\n       streams   opened    after     all   ms" +
	"             ms             a reader");
for (const kind of Object.keys(kinds))
	if (options.only === null || options.only === kind)
		await measure(kind);
process.exit(0);
