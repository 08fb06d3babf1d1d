// TLS from outside, by OpenSSL: which ciphers are chosen, what is refused, and
// sessions that go on.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run, startSite, temporaryDirectory } from "../lib/site.mjs";

let site;
const versions = ["-tls1_2"];
before(async () => {
	site = await startSite();
	if (connect("-tls1_3").status === "200")
		versions.push("-tls1_3");
});
after(() => site.stop());

const dir = temporaryDirectory();

// One connection with one request: what openssl says, and what was answered.
function connect(...words) {
	const said = spawnSync("openssl", ["s_client", "-connect",
		`127.0.0.1:${site.port}`, "-ign_eof", ...words], {
		input: "GET /healthz HTTP/1.1\r\nHost: localhost\r\n" +
			"Connection: close\r\n\r\n",
		encoding: "utf8", timeout: 20000,
	}).stdout;
	return {
		cipher: /Cipher is (\S+)/.exec(said)?.[1],
		group: /^(?:\w+ Temp Key|Negotiated TLS1.3 group): (\w+)/m
			.exec(said)?.[1],
		isReused: /^Reused, /m.test(said),
		status: /^HTTP\/1\.1 (\d+)/m.exec(said)?.[1],
	};
}

test("version says whose ciphers they are", () => {
	const said = run(["version"]);
	assert.match(said, /^praatmee \d+\.\d+\.\d+\nTLS: .*mbed TLS \d+/i);
	assert.match(said, /; (all by mbedTLS|AES-256-GCM by )/);
});

// Where libgcrypt must not take our nonces (FIPS 140).
test("what libgcrypt does not do is left to mbedTLS", () => {
	const said = run(["version"], { env: { ...process.env,
		LIBGCRYPT_FORCE_FIPS_MODE: "1" } });
	assert.match(said, /; (all|AES-256-GCM by mbedTLS, ChaCha.* by mbedTLS)/);
});

test("what the server chooses is what it does fast", () => {
	const isFast = / AES-256-GCM by libgcrypt/.test(run(["version"]));
	const suites = ["ECDHE-ECDSA-AES128-GCM-SHA256",
		"ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES256-GCM-SHA384"];
	assert.equal(connect("-tls1_2", "-cipher", suites.join(":")).cipher,
		suites[isFast ? 2 : 1]);
	const all = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:" +
		"TLS_CHACHA20_POLY1305_SHA256";
	if (versions.includes("-tls1_3") && isFast)
		assert.equal(connect("-tls1_3", "-ciphersuites", all).cipher,
			"TLS_AES_256_GCM_SHA384");
	for (const version of versions)
		assert.equal(connect(version).group, "X25519");
});

test("whoever has only one of the ciphers is answered all the same", () => {
	for (const cipher of ["AES128-GCM-SHA256", "AES256-GCM-SHA384",
		"CHACHA20-POLY1305"])
		assert.equal(connect("-tls1_2", "-cipher",
			`ECDHE-ECDSA-${cipher}`).status, "200", cipher);
	// TLS 1.2 wants the curve of the certificate in the list too.
	for (const version of versions)
		for (const group of version === "-tls1_2" ? ["P-256"] :
			["X25519", "P-256", "P-384"])
			assert.equal(connect(version, "-groups", group).status, "200",
				`${version} ${group}`);
});

test("what is old or weak is refused", () => {
	// @SECLEVEL=0: OpenSSL itself would not offer them else.
	for (const words of [["-tls1"], ["-tls1_1"],
		["-tls1_2", "-cipher", "AES256-GCM-SHA384"],
		["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-SHA"],
		["-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384"]]) {
		if (words.length === 1)
			words.push("-cipher", "ALL:@SECLEVEL=0");
		const got = connect(...words);
		assert.equal(got.cipher, "(NONE)", words.join(" "));
		assert.equal(got.status, undefined);
	}
});

test("a session goes on, on whichever loop", () => {
	for (const version of versions) {
		const file = join(dir, `session${version}`);
		assert.equal(connect(version, "-sess_out", file).isReused, false);
		// The system spreads these over the loops.
		for (let i = 0; i < 12; i++) {
			const got = connect(version, "-sess_in", file);
			assert.equal(got.isReused, true, `${version} ${i}`);
			assert.equal(got.status, "200");
		}
	}
});

// The ticket in a session that openssl kept.
function ticketOf(file) {
	const said = spawnSync("openssl", ["sess_id", "-in", file, "-noout",
		"-text"], { encoding: "latin1" }).stdout;
	const lines = said.match(/^ +[0-9a-f]{4} - [0-9a-f -]{48}/gm);
	return Buffer.from(lines.map((l) => l.replace(/^.* - /, "")
		.replace(/[ -]/g, "")).join(""), "hex");
}

// The session in a file with one bit of its ticket turned, in another file.
function turnBit(file, out) {
	const lines = readFileSync(file, "latin1").trim().split("\n");
	const session = Buffer.from(lines.slice(1, -1).join(""), "base64");
	const ticket = ticketOf(file);
	const at = session.indexOf(ticket);
	assert.ok(ticket.length > 64 && at > 0);
	session[at + ticket.length / 2 | 0] ^= 1;
	writeFileSync(out, [lines[0], ...session.toString("base64")
		.match(/.{1,64}/g), lines.at(-1), ""].join("\n"));
}

test("a changed ticket, or another server's, is no ticket", async () => {
	const file = (version) => join(dir, `mine${version}`);
	const changed = join(dir, "changed");
	for (const version of versions) {
		connect(version, "-sess_out", file(version));
		turnBit(file(version), changed);
		const got = connect(version, "-sess_in", changed);
		assert.equal(got.isReused, false, version);
		assert.equal(got.status, "200", version);
	}
	const data = site.data;
	await site.stop();
	site = await startSite({ data });
	for (const version of versions) {
		const got = connect(version, "-sess_in", file(version));
		assert.equal(got.isReused, false, version);
		assert.equal(got.status, "200", version);
	}
});
