// testssl.sh (Debian's) against the server, with a certificate of a CA of its own:
// no finding of medium or above but what has to be.
import test from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startSite, temporaryDirectory } from "../lib/site.mjs";

const allowed = {
	// The CA of this test says nowhere what it revoked.
	cert_revocation: /^Neither CRL nor OCSP URI provided/,
	// Said of everybody who compresses; route/respond.c says why it may be.
	BREACH: /^potentially VULNERABLE, .* HTTP compression detected/,
};

// One finding of each part, to see that it was looked at; testssl.sh 3.0 and 3.2
// (Debian 12 and 13) agree on these names.
const wanted = ["SSLv3", "TLS1", "TLS1_2", "cipherlist_NULL",
	"cipherlist_3DES_IDEA", "cert_keySize",
	"cert_trust", "cert_chain_of_trust", "heartbleed", "CCS",
	"ticketbleed", "ROBOT", "secure_renego", "secure_client_renego",
	"CRIME_TLS", "POODLE_SSL", "SWEET32", "FREAK", "DROWN", "LOGJAM",
	"BEAST", "LUCKY13", "RC4", "HTTP_status_code"];

function openssl(dir, ...words) {
	execFileSync("openssl", words, { cwd: dir, stdio: "pipe" });
}

function makeCertificate(dir) {
	const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
		"-nodes"];
	writeFileSync(join(dir, "ext"), "basicConstraints=CA:FALSE\n" +
		"subjectAltName=IP:127.0.0.1,DNS:localhost\n" +
		"keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n");
	openssl(dir, "req", "-x509", ...key, "-keyout", "ca.key", "-out",
		"ca.pem", "-days", "90", "-subj", "/CN=Test CA");
	openssl(dir, "req", ...key, "-keyout", "key.pem", "-out", "csr.pem",
		"-subj", "/CN=localhost");
	openssl(dir, "x509", "-req", "-in", "csr.pem", "-CA", "ca.pem", "-CAkey",
		"ca.key", "-CAcreateserial", "-days", "90", "-extfile", "ext",
		"-out", "cert.pem");
}

test("testssl.sh finds nothing of medium or above", async () => {
	const dir = temporaryDirectory();
	makeCertificate(dir);
	const site = await startSite({ args: [
		"--cert-file", join(dir, "cert.pem"),
		"--key-file", join(dir, "key.pem")] });
	const report = join(dir, "report.json");
	const ended = spawnSync("testssl", ["--quiet", "--color", "0",
		"--warnings", "off", "--nodns", "none", "--add-ca",
		join(dir, "ca.pem"), "--jsonfile", report,
		// Protocols, kinds of cipher, what is chosen, forward secrecy, fields,
		// holes.  The short words are those of every version.
		"-p", "-s", "-S", "-f", "-h", "-U",
		`https://127.0.0.1:${site.port}/`],
	{ cwd: dir, encoding: "utf8", timeout: 500000 });
	assert.equal(ended.error, undefined);
	const findings = JSON.parse(readFileSync(report, "utf8"));
	for (const id of wanted)
		assert.ok(findings.some((f) => f.id.startsWith(id)),
			`nothing about ${id}:\n${ended.stdout}`);
	const bad = findings.filter((f) =>
		!["OK", "INFO", "LOW", "WARN", "DEBUG"].includes(f.severity) &&
		!allowed[f.id]?.test(f.finding));
	assert.deepEqual(bad, []);
	await site.stop();
});
