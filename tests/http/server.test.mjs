// The server as a process: addresses, settings, signals, bad input.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import net from "node:net";
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary, freePort, startSite } from "../lib/site.mjs";

let site;
before(async () => { site = await startSite({ demo: true }); });
after(() => site.stop());

// Send bytes over plain HTTP and give all that comes back; more is sent when
// the first answer has begun.
function exchange(bytes, { port = site.httpPort, more } = {}) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(port, "127.0.0.1");
		let said = "";
		socket.setTimeout(20000, () => reject(new Error("no answer")));
		socket.on("data", (d) => {
			said += d.toString("latin1");
			if (more !== undefined)
				socket.write(Buffer.from(more, "latin1"));
			more = undefined;
		});
		socket.on("error", reject);
		socket.on("close", () => resolve(said));
		socket.write(Buffer.from(bytes, "latin1"));
	});
}

function serve(args) {
	return spawnSync(binary, ["serve", ...args],
		{ encoding: "utf8", timeout: 20000 });
}

test("well-known addresses answer", async () => {
	const visitor = site.client();
	for (const path of ["/", "/sign-in", "/sign-up", "/forgot", "/search",
		"/rules", "/contact", "/privacy", "/robots.txt", "/healthz", "/readyz",
		"/sitemap.xml", "/.well-known/security.txt"])
		assert.equal((await visitor.get(path)).status, 200, path);
	for (const path of ["/account", "/queue", "/log", "/settings"])
		assert.equal((await visitor.get(path)).path.split("?")[0], "/sign-in",
			path);
});

test("the log names the page of each request", async () => {
	const visitor = site.client();
	const sheet = /href="(\/[^"]+\.css)"/.exec(
		(await visitor.get("/rules")).body)[1];
	for (const [method, path, status, name] of [
		["GET", "/privacy", 200, "page_privacy"],
		["GET", "/privacy", 200, "page_privacy"],
		["POST", "/sign-out", 403, "page_sign_out_post"],
		["GET", sheet, 200, "asset"], ["POST", sheet, 405, "asset"],
		["GET", "/nergens", 404, "-"], ["DELETE", "/rules", 405, "-"]]) {
		const reply = await visitor.raw(method, path);
		assert.equal(reply.status, status, `${method} ${path}`);
		const begin = `info ${reply.headers["x-request-id"]} http.request ` +
			`method=${method} route=${name} status=${status} us=`;
		const until = Date.now() + 5000;
		while (!site.log.includes(begin) && Date.now() < until)
			await new Promise((r) => setTimeout(r, 5));
		assert.ok(site.log.includes(begin), begin);
	}
});

test("errors are pages with the request's id", async () => {
	const visitor = site.client();
	for (const [method, path, status] of [["GET", "/nergens", 404],
		["GET", "/t/999999999", 404], ["GET", "/t/1?page=9999", 404],
		["DELETE", "/", 405], ["POST", "/", 405]]) {
		const reply = await visitor.raw(method, path,
			{ headers: { Origin: site.url } });
		assert.equal(reply.status, status, `${method} ${path}`);
		const id = reply.headers["x-request-id"];
		assert.match(id, /^[0-9a-f]{16}$/);
		assert.ok(reply.body.includes(id), `${path} names its id`);
	}
});

test("a page is compressed, conditional and the same", async () => {
	const visitor = site.client();
	const plain = await visitor.raw("GET", "/", { headers:
		{ "Accept-Encoding": "identity" } });
	const gzip = await visitor.raw("GET", "/", { headers:
		{ "Accept-Encoding": "gzip" } });
	const brotli = await visitor.raw("GET", "/", { headers:
		{ "Accept-Encoding": "br" } });
	const { gunzipSync, brotliDecompressSync } = await import("node:zlib");
	assert.equal(gzip.headers["content-encoding"], "gzip");
	assert.equal(brotli.headers["content-encoding"], "br");
	assert.equal(gunzipSync(gzip.bytes).toString(), plain.body);
	assert.equal(brotliDecompressSync(brotli.bytes).toString(), plain.body);
	const again = await visitor.raw("GET", "/", { headers:
		{ "If-None-Match": gzip.headers.etag, "Accept-Encoding": "gzip" } });
	assert.equal(again.status, 304);
	assert.equal(again.bytes.length, 0);
	const head = await visitor.raw("HEAD", "/", { headers:
		{ "Accept-Encoding": "identity" } });
	assert.equal(head.status, 200);
	assert.equal(head.bytes.length, 0);
	assert.equal(Number(head.headers["content-length"]), plain.bytes.length);
});

test("pages say how they may be used", async () => {
	const { headers } = await site.client().get("/");
	assert.doesNotMatch(headers["content-security-policy"], /unsafe/);
	assert.match(headers["content-security-policy"], /default-src 'none'/);
	assert.equal(headers["x-content-type-options"], "nosniff");
	assert.equal(headers["referrer-policy"], "same-origin");
	assert.equal(headers["cache-control"], "private, no-cache");
	assert.equal(headers["strict-transport-security"], undefined);
});

test("ambiguous requests are refused and answered once", async () => {
	const host = `Host: localhost:${site.httpPort}\r\n`;
	for (const bytes of [
		`POST /sign-in HTTP/1.1\r\n${host}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`,
		`POST /sign-in HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n${host}\r\n`,
		`GET / HTTP/1.1\n${host}\n`,
		`GET / HTTP/1.1\r\n${host}X: a\r\n b\r\n\r\n`,
		`GET / HTTP/1.1\r\n${host}X : a\r\n\r\n`,
		`GET / HTTP/1.1\r\n\r\n`,
		`GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`,
		`GET /\0 HTTP/1.1\r\n${host}\r\n`,
		`POST /sign-in HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n`,
		`GET / HTTP/1.1\r\n${host}A: b\0c\r\n\r\n`,
	]) {
		const said = await exchange(bytes);
		assert.match(said, /^HTTP\/1\.1 4\d\d /, JSON.stringify(bytes));
		assert.equal(said.match(/HTTP\/1\.1 \d/g).length, 1,
			JSON.stringify(bytes));
	}
});

test("sizes have limits with a status of their own", async () => {
	const host = `Host: localhost:${site.httpPort}\r\n`;
	for (const [bytes, status] of [
		[`GET /${"a".repeat(5000)} HTTP/1.1\r\n${host}\r\n`, 414],
		[`GET / HTTP/1.1\r\n${host}${"X: y\r\n".repeat(200)}\r\n`, 431],
		[`GET / HTTP/1.1\r\n${host}X: ${"y".repeat(20000)}\r\n\r\n`, 431],
		[`POST /sign-in HTTP/1.1\r\n${host}Content-Length: 99999999\r\n\r\n`,
			413],
		[`GET / HTTP/2.5\r\n${host}\r\n`, 505],
	])
		assert.match(await exchange(bytes), new RegExp(`^HTTP/1\\.1 ${status}`),
			bytes.slice(0, 40));
});

test("pipelined requests are answered in order", async () => {
	const host = `Host: localhost:${site.httpPort}\r\n`;
	const said = await exchange(`GET /healthz HTTP/1.1\r\n${host}\r\n` +
		`GET /nergens HTTP/1.1\r\n${host}\r\n` +
		`GET /healthz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
	assert.deepEqual([...said.matchAll(/HTTP\/1\.1 (\d+)/g)]
		.map((m) => m[1]), ["200", "404", "200"]);
});

test("a chunked form and 100-continue work", async () => {
	const body = "email=a%40b.example&password=x";
	const said = await exchange("POST /sign-in HTTP/1.1\r\n" +
		`Host: localhost:${site.httpPort}\r\n` +
		`Origin: http://localhost:${site.httpPort}\r\n` +
		"Content-Type: application/x-www-form-urlencoded\r\n" +
		"Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n" +
		"Connection: close\r\n\r\n", { more:
		`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` });
	assert.match(said, /^HTTP\/1\.1 100 /);
	assert.match(said, /HTTP\/1\.1 422 /);
});

test("a wrong setting is one line and no server", () => {
	for (const [args, code, line] of [
		[["--port", "x"], 2, /--port: "x" is not a number/],
		[["--nonsense"], 2, /no option --nonsense/],
		[["--cert-file", "/nowhere"], 2, /go together/],
		[["--listen", "0.0.0.0"], 2, /no address/],
		[["--data", "/nowhere"], 3, /no site in/],
	]) {
		const end = serve(args.includes("--data") ? args :
			["--data", site.data + "-none", ...args]);
		const other = args.includes("--listen") || args.includes("--cert-file");
		assert.ok(end.status === code || (other && end.status === 3),
			`${args}: ${end.status} ${end.stderr}`);
		if (!other)
			assert.match(end.stderr, line);
		assert.equal(end.stderr.trim().split("\n").length, 1, end.stderr);
	}
	const conf = join(site.data, "..", "wrong.conf");
	writeFileSync(conf, "# first\nprot = 80\n");
	const end = serve(["--config", conf]);
	assert.equal(end.status, 2);
	assert.match(end.stderr, /wrong\.conf:2: there is no setting "prot"/);
});

test("r0002 settings that do not go together are one line and no server",
	async () => {
		const other = await startSite({ demo: true });
		await other.kill("SIGTERM");
		for (const [args, code, line] of [
			[["--port", "0"], 2, /nothing to serve/],
			[["--port", "0", "--http-port", String(other.httpPort),
				"--redirect-port", String(other.port)], 2,
				/redirect-port/],
			[["--cert-file", "/nowhere"], 2, /go together/],
			[["--listen", "0.0.0.0"], 2, /no address/],
			[["--user", "nobody-here"], 2, /no user nobody-here/],
		]) {
			const end = serve(["--data", other.data, "--port",
				String(other.port), ...args]);
			assert.equal(end.status, code, end.stderr);
			assert.match(end.stderr, line);
			assert.equal(end.stdout, "");
		}
	});

test("a taken port and a taken data directory are said", async () => {
	let end = serve(["--data", site.data, "--port", String(await freePort())]);
	assert.equal(end.status, 4, end.stderr);
	assert.match(end.stderr, /in use by another/);
	const other = await startSite({ demo: true });
	await other.kill("SIGTERM");
	end = serve(["--data", other.data, "--port", String(site.port)]);
	assert.equal(end.status, 4, end.stderr);
	assert.match(end.stderr, new RegExp(String(site.port)));
});

test("every command has --help and says its exit", () => {
	const list = execFileSync(binary, ["--help"], { encoding: "utf8" });
	for (const name of ["serve", "init", "site", "user add", "user role",
		"user password", "user list", "org add", "theme add", "demo", "backup",
		"check", "copy", "routes", "request", "version"]) {
		assert.ok(list.includes(name), name);
		const help = execFileSync(binary, [...name.split(" "), "--help"],
			{ encoding: "utf8" });
		assert.match(help, /^Usage: praatmee /);
	}
});

test("the command line mends an address that locks everybody out", async () => {
	const other = await startSite({ demo: true });
	execFileSync(binary, ["site", "--data", other.data,
		"--url", "https://verkeerd.example"]);
	await other.kill("SIGTERM");
	await other.launch();
	const lost = await other.client().raw("GET", "/");
	assert.equal(lost.status, 308);
	assert.equal(lost.headers.location, "https://verkeerd.example/");
	assert.throws(() => execFileSync(binary, ["site", "--data", other.data,
		"--url", "ftp://x"], { stdio: "pipe" }), /url is not a web address/);
	const said = execFileSync(binary, ["site", "--data", other.data,
		"--url", ""], { encoding: "utf8" });
	assert.match(said, /^url *$/m);
	await other.kill("SIGTERM");
	await other.launch();
	assert.equal((await other.client().get("/")).status, 200);
	await other.stop();
});
