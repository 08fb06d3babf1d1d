// What connections cost that ask nothing: memory of each while it rests, and
// what the server does for all of them together; and that a newcomer gets in.
//
//	node tests/load/idle.mjs [--quick] [--connections N] [--only KIND]
//
// KIND is plain, https or h2.  Every connection asks for one page and stays.
// Memory is the server's resident memory beside that before; what OpenSSL and
// Node.js keep at the other end is not in it.
import { once } from "node:events";
import { existsSync } from "node:fs";
import http2 from "node:http2";
import net from "node:net";
import { dirname, join } from "node:path";
import tls from "node:tls";
import { fileURLToPath } from "node:url";
import { parseMetrics } from "../lib/metrics.mjs";

const top = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const release = join(top, "build/release/praatmee");
const atOnce = 64, restMs = 2500;

const options = { connections: 10000, only: null, watchMs: 5000 };
for (const [i, word] of process.argv.entries()) {
	if (word === "--quick")
		Object.assign(options, { connections: 200, watchMs: 500 });
	else if (word === "--connections")
		options.connections = Number(process.argv[i + 1]);
	else if (word === "--only")
		options.only = process.argv[i + 1];
}

if (!process.env.PRAATMEE && existsSync(release))
	process.env.PRAATMEE = release;
const { startSite } = await import("../lib/site.mjs");

const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
const request = (site, port) => "GET /t/1 HTTP/1.1\r\n" +
	`Host: localhost:${port}\r\n\r\n`;

// The whole answer has come when its length has.
async function ask(socket, text) {
	let got = Buffer.alloc(0);
	socket.write(text);
	for (;;) {
		const [piece] = await once(socket, "data");
		got = Buffer.concat([got, piece]);
		const end = got.indexOf("\r\n\r\n");
		if (end === -1)
			continue;
		const head = got.toString("latin1", 0, end);
		const length = /^content-length: (\d+)/im.exec(head);
		if (!/^HTTP\/1.1 200/.test(head))
			throw new Error(head);
		if (got.length >= end + 4 + Number(length[1]))
			return;
	}
}

const kinds = {
	async plain(site) {
		const socket = net.connect(site.httpPort, "127.0.0.1");
		await once(socket, "connect");
		await ask(socket, request(site, site.httpPort));
		return socket;
	},
	async https(site) {
		const socket = tls.connect({ port: site.port, host: "127.0.0.1",
			rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] });
		await once(socket, "secureConnect");
		await ask(socket, request(site, site.port));
		return socket;
	},
	async h2(site) {
		const session = http2.connect(site.url, { rejectUnauthorized: false });
		session.on("error", () => {});
		const stream = session.request({ ":path": "/t/1" });
		const [headers] = await once(stream, "response");
		if (headers[":status"] !== 200)
			throw new Error(String(headers[":status"]));
		stream.resume();
		await once(stream, "close");
		return session;
	},
};

async function openMany(site, open, n) {
	const all = [];
	await Promise.all(Array.from({ length: atOnce }, async () => {
		while (all.length < n) {
			const i = all.push(null) - 1;
			all[i] = await open(site);
		}
	}));
	return all;
}

async function read(site) {
	const reply = await site.client({ plain: true }).get("/metrics");
	const m = parseMetrics(reply.body);
	return { memory: m.get("process_resident_memory_bytes"),
		cpu: m.get("process_cpu_seconds_total"),
		open: m.get("praatmee_connections") };
}

async function measure(kind) {
	const n = options.connections;
	const site = await startSite({ demo: true, args: ["--idle-seconds", "3600",
		"--connections", String(2 * n + 100),
		"--connections-per-address", String(2 * n + 100)] });
	// The page is made, and every thread has had something to do.
	await openMany(site, kinds[kind], 32).then((l) => l.forEach((c) => c.destroy()));
	await sleep(restMs);
	const before = await read(site);
	const all = await openMany(site, kinds[kind], n);
	const busy = await read(site);
	await sleep(restMs);
	const rested = await read(site);
	await sleep(options.watchMs);
	const watched = await read(site);
	const began = Date.now();
	await site.client({ plain: kind === "plain" }).get("/rules");
	const newcomer = Date.now() - began;
	if (watched.open < n)
		throw new Error(`${watched.open} of ${n} are open`);
	const each = (m) => ((m.memory - before.memory) / n / 1000).toFixed(1);
	console.log(`${kind.padEnd(6)} ${String(n).padStart(6)} ` +
		`${each(busy).padStart(10)} ${each(rested).padStart(10)} ` +
		`${(rested.memory / 1e6).toFixed(0).padStart(10)} ` +
		`${((watched.cpu - rested.cpu) * 1e6 / options.watchMs).toFixed(1).padStart(10)}` +
		` ${String(newcomer).padStart(10)}`);
	for (const c of all)
		c.destroy();
	await sleep(restMs);
	console.log(`       ${((await read(site)).memory / 1e6).toFixed(0)} MB when ` +
		"they have gone");
	await site.stop();
}

console.log("       opened   kB each,   kB each,    MB of  CPU, ms a   " +
	"a newcomer\n                 answered    at rest     all     second  " +
	"   waits, ms");
for (const kind of Object.keys(kinds))
	if (options.only === null || options.only === kind)
		await measure(kind);
process.exit(0);
