// HTTP/2 as browsers speak it: the same pages, forms and refusals, many at once
// on one connection.  What no browser sends is in h2frames.test.mjs.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import http2 from "node:http2";
import tls from "node:tls";
import { startSite, withSite } from "../lib/site.mjs";

let site;
before(async () => { site = await startSite({ demo: true }); });
after(() => site.stop());

const client = () => site.client({ isHttp2: true });

// Which protocol is chosen where these are offered.
function chosen(ALPNProtocols) {
	return new Promise((resolve, reject) => {
		const socket = tls.connect({ port: site.port, host: "localhost",
			rejectUnauthorized: false, ALPNProtocols }, () => {
			resolve(socket.alpnProtocol);
			socket.destroy();
		});
		socket.on("error", reject);
	});
}

test("it is chosen where it is offered", async () => {
	assert.equal(await chosen(["h2", "http/1.1"]), "h2");
	assert.equal(await chosen(["http/1.1", "h2"]), "h2");
	assert.equal(await chosen(["http/1.1"]), "http/1.1");
	assert.equal(await chosen([]), false);
});

test("a page is the same over both", async () => {
	for (const path of ["/", "/t/1", "/theme/werk", "/nergens", "/healthz"]) {
		const one = await site.client({ isHttp2: false }).raw("GET", path),
			two = await client().raw("GET", path);
		assert.equal(two.status, one.status, path);
		const id = /[0-9a-f]{16}/g;
		assert.equal(two.body.replace(id, ""), one.body.replace(id, ""));
		for (const name of ["content-type", "content-length", "etag",
			"cache-control", "content-security-policy", "vary"])
			assert.equal(two.headers[name], one.headers[name], name);
		assert.match(two.headers["x-request-id"], /^[0-9a-f]{16}$/);
		assert.ok(Date.parse(two.headers.date) > 0);
		for (const name of ["connection", "keep-alive",
			"transfer-encoding"])
			assert.equal(two.headers[name], undefined, name);
	}
});

test("answers without a body have none", async () => {
	const c = client();
	const page = await c.raw("GET", "/");
	const head = await c.raw("HEAD", "/");
	assert.equal(head.status, 200);
	assert.equal(head.bytes.length, 0);
	assert.equal(head.headers["content-length"],
		page.headers["content-length"]);
	const same = await c.raw("GET", "/",
		{ headers: { "If-None-Match": page.headers.etag } });
	assert.equal(same.status, 304);
	assert.equal(same.bytes.length, 0);
	assert.equal(same.headers["content-length"], undefined);
});

test("a member signs in and answers", async () => {
	const c = client();
	await c.signIn("lid@demo.example");
	const theme = await c.get("/theme/werk");
	const thread = /href="(\/t\/\d+)"/.exec(theme.body)[1];
	const page = await c.submit(thread, { body: "Over één verbinding." },
		{ action: `${thread}/answer` });
	assert.equal(page.status, 200);
	assert.ok(page.text.includes("Over één verbinding."));
});

test("cookies that come apart are read as one", async () => {
	const c = client();
	await c.signIn("lid@demo.example");
	const [session] = [...c.cookies].map(([k, v]) => `${k}=${v}`)
		.filter((pair) => /session/.test(pair));
	const reply = await client().raw("GET", "/account",
		{ headers: { Cookie: ["a=1", session, "b=2"] } });
	assert.equal(reply.status, 200);
});

test("many requests are answered at once", async () => {
	const c = client();
	await c.signIn("lid@demo.example");
	const replies = await Promise.all(Array.from({ length: 90 }, (_, i) =>
		c.get(["/t/1", `/search?q=werk+${i}`, "/nergens", "/account"][i % 4])));
	assert.deepEqual(replies.map((r) => r.status),
		replies.map((_, i) => [200, 200, 404, 200][i % 4]));
	const ids = new Set(replies.map((r) => r.headers["x-request-id"]));
	assert.equal(ids.size, 90);
});

test("what is too large is refused by name, and the rest goes on", async () => {
	const c = client();
	const form = { "Content-Type": "application/x-www-form-urlencoded",
		Origin: site.url };
	for (const [status, method, path, options] of [
		[413, "POST", "/sign-in", { headers: form,
			body: `email=${"a".repeat(300000)}` }],
		[414, "GET", `/?q=${"a".repeat(4096)}`],
		[431, "GET", "/", { headers: { "X-Long": "a".repeat(16384) } }],
		[405, "DELETE", "/"],
		[501, "BREW", "/"],
	]) {
		const reply = await c.raw(method, path, options);
		assert.equal(reply.status, status, `${method} ${path.slice(0, 20)}`);
		assert.match(reply.headers["x-request-id"], /^[0-9a-f]{16}$/);
	}
	assert.equal((await c.get("/")).status, 200);
});

test("leave to send a body is given", async () => {
	const session = http2.connect(site.url, { rejectUnauthorized: false });
	const status = await new Promise((resolve, reject) => {
		const stream = session.request({ ":method": "POST",
			":path": "/sign-in", origin: site.url, expect: "100-continue",
			"content-type": "application/x-www-form-urlencoded" });
		stream.on("continue", () => stream.end("email=x&password=y"));
		stream.on("response", (h) => resolve(h[":status"]));
		stream.on("error", reject);
	});
	session.close();
	assert.equal(status, 422);
});

test("the log has a line for each, and pages of a worker", async () => {
	const reply = await client().raw("GET", "/search?q=logregel");
	const line = `${reply.headers["x-request-id"]
	} http.request method=GET route=page_search status=200`;
	for (let i = 0; !site.log.includes(line); i++) {
		assert.ok(i < 1000, site.log);
		await new Promise((r) => setTimeout(r, 10));
	}
});

test("stopping finishes what was asked", withSite({ demo: true }, async (own) => {
	const session = http2.connect(own.url, { rejectUnauthorized: false });
	const goaway = new Promise((resolve) => session.on("goaway", resolve));
	await new Promise((resolve) => session.on("connect", resolve));
	// Hashing a password takes a while.
	const stream = session.request({ ":method": "POST", ":path": "/sign-in",
		origin: own.url,
		"content-type": "application/x-www-form-urlencoded" });
	stream.end("email=lid@demo.example&password=fout+fout");
	const answered = new Promise((resolve, reject) => {
		stream.on("response", (h) => resolve(h[":status"]));
		stream.on("error", reject);
	});
	await new Promise((resolve) => session.ping(() => resolve()));
	own.process.kill("SIGTERM");
	assert.equal(await goaway, 0, "NO_ERROR");
	assert.equal(await answered, 422);
}));
