// Signals and ports: stopping, another certificate, the way to HTTPS.
import test from "node:test";
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import tls from "node:tls";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, startSite, temporaryDirectory } from "../lib/site.mjs";

// A certificate for localhost with this name in it.
function makeCertificate(dir, name) {
	execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt",
		"ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
		`/CN=${name}`, "-keyout", join(dir, "key.pem"),
		"-out", join(dir, "cert.pem")], { stdio: "ignore" });
}

// The name in the certificate that a new connection is shown.
function shownName(port) {
	return new Promise((resolve, reject) => {
		const socket = tls.connect({ port, host: "127.0.0.1",
			rejectUnauthorized: false }, () => {
			resolve(socket.getPeerCertificate().subject.CN);
			socket.destroy();
		});
		socket.on("error", reject);
	});
}

async function until(what, condition) {
	const end = Date.now() + 10000;
	while (!await condition()) {
		assert.ok(Date.now() < end, what);
		await new Promise((r) => setTimeout(r, 20));
	}
}

test("SIGHUP takes another certificate and drops nobody", async () => {
	const dir = temporaryDirectory();
	makeCertificate(dir, "eerste");
	const site = await startSite({ demo: true, args: [
		"--cert-file", join(dir, "cert.pem"),
		"--key-file", join(dir, "key.pem")] });
	const kept = tls.connect({ port: site.port, host: "127.0.0.1",
		rejectUnauthorized: false });
	await new Promise((r) => kept.once("secureConnect", r));
	assert.equal(await shownName(site.port), "eerste");

	makeCertificate(dir, "tweede");
	site.process.kill("SIGHUP");
	await until("the new certificate is shown",
		async () => await shownName(site.port) === "tweede");

	writeFileSync(join(dir, "cert.pem"), "dit is geen certificaat\n");
	const logged = site.log.length;
	site.process.kill("SIGHUP");
	await until("a broken one is logged", () => site.log.length > logged);
	assert.equal(await shownName(site.port), "tweede");

	let said = "";
	kept.on("data", (d) => { said += d; });
	kept.write("GET /healthz HTTP/1.1\r\n" +
		`Host: localhost:${site.port}\r\n\r\n`);
	await until("the old connection is answered", () => /^HTTP\/1.1 200/.test(said));
	kept.destroy();
	await site.stop();
});

test("SIGTERM finishes what was begun and takes nothing new", async () => {
	const site = await startSite({ demo: true });
	const body = "email=x%40voorbeeld.example&password=zomaar+een+wachtwoord";
	const socket = net.connect(site.httpPort, "127.0.0.1");
	let said = "";
	socket.on("data", (d) => { said += d; });
	socket.write("POST /sign-in HTTP/1.1\r\n" +
		`Host: localhost:${site.httpPort}\r\n` +
		`Origin: ${site.plainUrl}\r\n` +
		"Content-Type: application/x-www-form-urlencoded\r\n" +
		`Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`);
	await until("the request has begun", () => /^HTTP\/1.1 100/.test(said));
	const ended = site.kill("SIGTERM");
	await until("nothing new is taken", () => site.client({ plain: true })
		.get("/healthz").then(() => false, () => true));
	socket.write(body);
	assert.deepEqual(await ended, { code: 0, signal: null });
	assert.match(said, /HTTP\/1.1 422 /);
});

test("SIGTERM does not wait for what may never come", async () => {
	const site = await startSite({ demo: true });
	const socket = net.connect(site.httpPort, "127.0.0.1");
	let said = "";
	socket.on("data", (d) => { said += d; });
	socket.write("POST /sign-in HTTP/1.1\r\n" +
		`Host: localhost:${site.httpPort}\r\n` +
		"Content-Length: 100\r\nExpect: 100-continue\r\n\r\n");
	await until("the request has begun", () => /^HTTP\/1.1 100/.test(said));
	const began = Date.now();
	assert.deepEqual(await site.kill("SIGTERM"), { code: 0, signal: null });
	assert.match(said, /HTTP\/1.1 408 /);
	assert.doesNotMatch(site.log, /some requests did not finish/);
	// One second, and what a sanitizer and a busy machine add; not ten.
	assert.ok(Date.now() - began < 6000, `${Date.now() - began} ms`);
});

test("the redirect port sends people to HTTPS", async () => {
	const port = await freePort();
	const site = await startSite({ demo: true,
		args: ["--redirect-port", String(port)] });
	const reply = await new Promise((resolve, reject) => {
		http.get({ port, host: "127.0.0.1", path: "/t/1?page=2",
			headers: { Host: `localhost:${port}` } }, resolve)
			.on("error", reject);
	});
	assert.equal(reply.statusCode, 308);
	const to = new URL(reply.headers.location);
	assert.equal(to.protocol, "https:");
	assert.equal(to.hostname, "localhost");
	assert.equal(to.pathname + to.search, "/t/1?page=2");
	reply.resume();
	await site.stop();
});
