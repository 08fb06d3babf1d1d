// A flood of sign-ins: memory stays bounded, and who only reads notices nothing.
// On the release binary: the sanitizers have memory of their own.
import test from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";

const release = process.env.PRAATMEE_RELEASE;
if (release && existsSync(release))
	process.env.PRAATMEE = release;
const { startSite } = await import("../lib/site.mjs");

// The most memory that a process ever had, in MiB.
function peak(pid) {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	return Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024;
}

const threads = 2, waiting = 16, people = 200;
const hashMiB = 19;	// one Argon2id, see crypto/crypto.h

test("two hundred sign-ins at once", async () => {
	const site = await startSite({ demo: true, args: ["--password-threads",
		String(threads), "--password-queue", String(waiting),
		"--connections-per-address", "1000"] });
	const reader = site.client({ plain: true });
	assert.equal((await reader.get("/")).status, 200);
	const before = peak(site.process.pid);

	const flood = Array.from({ length: people }, async (_, i) =>
		site.client({ plain: true }).post("/sign-in",
			{ email: `niemand${i}@voorbeeld.example`,
				password: "een wachtwoord dat niet klopt" }));
	let over = false;
	const all = Promise.all(flood).finally(() => { over = true; });
	let pages = 0;
	while (!over) {
		assert.equal((await reader.get("/")).status, 200);
		pages++;
	}
	const replies = await all;
	const count = (status) => replies.filter((r) => r.status === status).length;

	assert.ok(pages > 20, `${pages} pages were read meanwhile`);
	assert.equal(count(422) + count(503), people,
		replies.map((r) => r.status).join(" "));
	assert.ok(count(422) >= waiting, `${count(422)} were looked at`);
	assert.ok(count(503) > 0, "the queue was full at some time");
	const full = replies.find((r) => r.status === 503);
	assert.ok(Number(full.headers["retry-after"]) > 0);
	assert.match(full.body, /<h1/);
	const grown = peak(site.process.pid) - before;
	assert.ok(grown < threads * hashMiB + 32,
		`${grown.toFixed(0)} MiB more than before the flood`);
	console.log(`${count(422)} refused, ${count(503)} sent away, ${pages} ` +
		`pages read, ${grown.toFixed(0)} MiB more`);
	await site.stop();
});
