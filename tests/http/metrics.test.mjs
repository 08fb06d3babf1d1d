// What Prometheus reads: its form, that the numbers move by what was done, and
// that nobody else sees them.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { once } from "node:events";
import http2 from "node:http2";
import net from "node:net";
import tls from "node:tls";
import { listen } from "../lib/events.mjs";
import { openThread } from "../lib/people.mjs";
import { run, startSite, withSite } from "../lib/site.mjs";
import { parseMetrics } from "../lib/metrics.mjs";

let site, reader;
before(async () => {
	site = await startSite({ demo: true });
	reader = site.client({ plain: true });
});
after(() => site.stop());

async function read() {
	const reply = await reader.raw("GET", "/metrics");
	assert.equal(reply.status, 200);
	assert.equal(reply.headers["content-type"],
		"text/plain; version=0.0.4; charset=utf-8");
	assert.equal(reply.headers["cache-control"], "no-store");
	return parseMetrics(reply.body);
}

// How much a number grew, of two readings.
function grown(before, after, name, labels) {
	return after.get(name, labels) - before.get(name, labels);
}

// A request is counted after its last byte was sent: the reader may be quicker.
async function until(what, condition) {
	const end = Date.now() + 10000;
	for (;;) {
		const now = await read();
		if (condition(now))
			return now;
		assert.ok(Date.now() < end, what);
		await new Promise((r) => setTimeout(r, 20));
	}
}

test("the form is right, and only numbers are in it", async () => {
	const m = await read();
	assert.ok(m.families.size > 30);
	for (const name of ["process_resident_memory_bytes", "process_open_fds",
		"process_cpu_seconds_total", "praatmee_connections",
		"praatmee_connections_max", "praatmee_streams_max"])
		assert.ok(m.get(name) > 0, name);
	const started = m.get("process_start_time_seconds") * 1000;
	assert.ok(Math.abs(Date.now() - started) < 600000);
	// Labels are of a few known kinds.
	for (const k of m.samples.keys())
		for (const label of Object.keys(JSON.parse(k.slice(k.indexOf("{")))))
			assert.match(label,
				/^(version|transport|result|protocol|pool|route|status|kind|le)$/);
	for (const [name, { help }] of m.families)
		assert.match(help, /^[A-Z].*\.$/, name);
});

test("requests are counted by route, status, kind and protocol", async () => {
	const routes = "praatmee_requests_total", visitor = site.client();
	const kinds = "praatmee_request_duration_seconds_count";
	const before = await read();
	const page = await visitor.get("/rules");
	await visitor.get("/rules");
	await visitor.get("/t/999999999");
	await visitor.get("/geen-bladzijde");
	await visitor.get(/<link[^>]*href="([^"]+\.css)"/.exec(page.body)[1]);
	await visitor.raw("DELETE", "/");
	await visitor.post("/sign-in", { email: "x@y.example", password: "onzin" });
	const after = await until("all are counted", (m) => grown(before, m, routes,
		{ route: "page_sign_in_post", status: "4xx" }) === 1);
	for (const [labels, n] of [
		[{ route: "page_rules", status: "2xx" }, 2],
		[{ route: "page_thread", status: "4xx" }, 1],
		[{ route: "none", status: "4xx" }, 2],
		[{ route: "asset", status: "2xx" }, 1]])
		assert.equal(grown(before, after, routes, labels), n,
			JSON.stringify(labels));
	assert.equal(grown(before, after, kinds, { kind: "asset" }), 1);
	assert.equal(grown(before, after, kinds, { kind: "write" }), 1);
	assert.equal(grown(before, after, kinds, { kind: "cached" }), 1);
	assert.ok(grown(before, after, kinds, { kind: "page" }) >= 3);
	assert.ok(grown(before, after, "praatmee_request_duration_seconds_sum",
		{ kind: "write" }) > 0.001, "hashing takes more than a millisecond");
	assert.ok(grown(before, after, "praatmee_protocol_requests_total",
		{ protocol: "http/1" }) >= 8);
	assert.equal(grown(before, after, "praatmee_cache_hits_total"), 1);
	assert.ok(grown(before, after, "praatmee_cache_misses_total") >= 1);
	assert.equal(grown(before, after, "praatmee_worker_requests_total",
		{ pool: "password" }), 1);
	assert.ok(grown(before, after, "praatmee_sent_bytes_total") >
		2 * page.bytes.length);
	assert.ok(grown(before, after, "praatmee_received_bytes_total") > 500);
});

test("a member's page from kept parts is told apart", async () => {
	const before = await read(), member = site.client();
	await member.signIn("lid@demo.example");
	for (let i = 0; i < 3; i++)
		await member.raw("GET", "/t/1",
			{ headers: { "Accept-Encoding": "gzip" } });
	await until("it is counted", (m) => grown(before, m,
		"praatmee_request_duration_seconds_count", { kind: "stitched" }) >= 1);
});

test("every route has its own label and no other is used", async () => {
	const names = run(["routes"]).trim().split("\n")
		.map((line) => line.split(/\s+/)[2]);
	assert.ok(names.length > 50 && new Set(names).size === names.length);
	const known = new Set([...names, "none", "asset", "healthz", "readyz", "metrics"]);
	const visitor = site.client();
	for (const line of run(["routes"]).trim().split("\n")) {
		const [method, path] = line.split(/\s+/);
		// An event stream has no end.
		await visitor.raw(path.endsWith("/events") ? "HEAD" : method,
			path.replace(":id", "1").replace(":slug", "huis"),
			{ headers: { Origin: site.url } });
	}
	const m = await until("all are counted", (now) => names.every((name) =>
		now.all("praatmee_requests_total").some(([l]) => l.route === name)));
	for (const [labels] of m.all("praatmee_requests_total")) {
		assert.ok(known.has(labels.route), labels.route);
		assert.match(labels.status, /^[2-5]xx$/);
	}
});

test("connections and handshakes are counted", async () => {
	const before = await read();
	const connect = async (options) => {
		const socket = tls.connect({ port: site.port, host: "127.0.0.1",
			rejectUnauthorized: false, ...options });
		let session;
		socket.on("session", (ticket) => { session = ticket; });
		await once(socket, "secureConnect");
		// A ticket of TLS 1.3 comes after the handshake.
		socket.write("GET /healthz HTTP/1.1\r\n" +
			`Host: localhost:${site.port}\r\n\r\n`);
		await once(socket, "data");
		return { socket, session };
	};
	const first = await connect({});
	const second = await connect({ session: first.session });
	assert.ok(second.socket.isSessionReused());
	const bad = net.connect(site.port, "127.0.0.1");
	bad.on("error", () => {});
	bad.write("\x80\x01 no handshake", "latin1");
	const failed = { result: "failed" };
	const after = await until("all are counted", (m) => grown(before, m,
		"praatmee_tls_handshakes_total", failed) === 1);
	for (const result of ["full", "resumed"])
		assert.equal(grown(before, after, "praatmee_tls_handshakes_total",
			{ result }), 1, result);
	assert.equal(grown(before, after, "praatmee_connections_accepted_total",
		{ transport: "tls" }), 3);
	await site.client({ plain: true }).get("/healthz");
	assert.equal(grown(before, await read(),
		"praatmee_connections_accepted_total", { transport: "plain" }), 1);
	const open = (await read()).get("praatmee_connections");
	const session = http2.connect(site.url, { rejectUnauthorized: false });
	const stream = session.request({ ":path": "/healthz" });
	stream.resume();
	await once(stream, "close");
	session.close();
	await until("HTTP/2 is counted", (m) => grown(before, m,
		"praatmee_protocol_requests_total", { protocol: "http/2" }) === 1);
	first.socket.destroy();
	second.socket.destroy();
	bad.destroy();
	await until("the end is seen", (m) => m.get("praatmee_connections") < open);
});

test("who gave way to a newcomer is counted, and comes back by its session",
	withSite({ demo: true, args: ["--connections", "20"] }, async (small) => {
	const sessions = [], closed = [];
	for (let i = 0; i < 19; i++) {
		const socket = tls.connect({ port: small.port, host: "127.0.0.1",
			rejectUnauthorized: false });
		socket.on("session", (session) => { sessions[i] = session; });
		socket.on("error", () => {});
		socket.on("close", () => closed.push(i));
		socket.resume();
		// The last ones may be refused, and the first closed for them.
		await new Promise((resolve) => {
			socket.on("secureConnect", resolve);
			socket.on("close", resolve);
		});
	}
	// Refused until one has rested long enough to be closed for it.
	const end = Date.now() + 20000;
	let text;
	while (!/gave_way_total [1-9]/.test(text)) {
		assert.ok(Date.now() < end, "nobody made room");
		text = await small.client({ plain: true }).get("/metrics")
			.then((r) => r.body, () => "");
		await new Promise((r) => setTimeout(r, 50));
	}
	assert.ok(parseMetrics(text).get("praatmee_connections") <= 20);
	while (!closed.some((i) => sessions[i])) {
		assert.ok(Date.now() < end, "nobody was closed");
		await new Promise((r) => setTimeout(r, 20));
	}
	const back = tls.connect({ port: small.port, host: "127.0.0.1",
		rejectUnauthorized: false,
		session: sessions[closed.find((i) => sessions[i])] });
	await once(back, "secureConnect");
	assert.ok(back.isSessionReused());
	back.destroy();
}));

test("who listens is counted as long as they do", async () => {
	const before = await read();
	const ears = await listen(site.client(), "/t/1/events");
	assert.equal(ears.status, 200);
	await until("one listens", (m) => m.get("praatmee_streams") === 1);
	ears.close();
	const after = await until("nobody does", (m) =>
		m.get("praatmee_streams") === 0);
	assert.equal(grown(before, after, "praatmee_requests_total",
		{ route: "page_thread_events", status: "2xx" }), 1);
	assert.ok(after.get("praatmee_streams_max") > 0);
});

test("a commit, what it keeps and what is found by it are counted", async () => {
	const before = await read(), member = site.client();
	await member.signIn("lid@demo.example");
	await openThread(member, "politiek", "Over de telling", "Eén voor de telling.");
	const after = await until("it is indexed", (m) =>
		grown(before, m, "praatmee_index_posts_total") >= 1);
	assert.ok(grown(before, after, "praatmee_store_writes_total") >= 1);
	assert.ok(grown(before, after, "praatmee_store_commit_seconds_count") >= 1);
	assert.ok(grown(before, after, "praatmee_store_commit_seconds_sum") > 0);
	// A database server has a WAL of its own.
	assert.equal(after.get("praatmee_store_wal_pages") > 0, !site.store);
	await until("nothing is due any more", (m) =>
		m.get("praatmee_index_due_posts") === 0);
});

test("for others there is no such page", async () => {
	const nothing = await site.client().raw("GET", "/geen-bladzijde");
	const sameAsNothing = (reply) => {
		assert.equal(reply.status, 404);
		assert.doesNotMatch(reply.body, /praatmee_/);
		/* But for the address itself, to which one comes back. */
		const shape = (r) => r.body.replaceAll(/[0-9a-f]{16}/g, "ID")
			.replaceAll(/\?next=[^"]*/g, "")
			.replaceAll(/name="next" value="[^"]*/g, "");
		assert.equal(shape(reply), shape(nothing));
	};
	const https = site.client();
	for (const header of ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
		sameAsNothing(await https.raw("GET", "/metrics",
			{ headers: { [header]: "127.0.0.1" } }));
	sameAsNothing(await https.raw("GET", "/metrics/"));
	sameAsNothing(await https.raw("POST", "/metrics",
		{ headers: { Origin: site.url } }));
});
