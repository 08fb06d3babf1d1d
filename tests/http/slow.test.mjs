// The log says where the time of a slow request went, and of a fast one not.
import test from "node:test";
import assert from "node:assert/strict";
import { withSite } from "../lib/site.mjs";

const limitMs = 60;

// The fields of each line of one event, by the id of its request.
function lines(site, event) {
	const pattern = new RegExp(`^\\S+ \\w+ ([0-9a-f]{16}) ${event} (.*)$`, "gm");
	return new Map([...site.log.matchAll(pattern)].map(([, id, text]) =>
		[id, Object.fromEntries(text.split(" ").map((f) => f.split("=")))]));
}

async function until(what, condition) {
	const end = Date.now() + 10000;
	while (!condition()) {
		assert.ok(Date.now() < end, what);
		await new Promise((r) => setTimeout(r, 20));
	}
}

test("a slow request is logged with what it waited for", withSite({ demo: true,
	args: ["--slow-request-ms", String(limitMs),
		"--password-threads", "1"] }, async (site) => {
	const secret = "een-heel-geheim-wachtwoord";
	const people = Array.from({ length: 12 }, () => site.client());
	// One thread hashes: the last waits for all others, which takes longer
	// than the limit on any machine.
	const replies = await Promise.all(people.map((p, i) => p.submit("/sign-up",
		{ name: `Traag ${i}`, email: `traag${i}@voorbeeld.example`,
			password: secret, agree: "1" })));
	assert.ok(replies.every((r) => r.status === 200));
	for (let i = 0; i < 20; i++)
		await people[0].get("/rules");
	await until("all is logged", () => lines(site, "http.request").size >= 57);

	const all = lines(site, "http.request");
	const slow = lines(site, "http.slow");
	const signUps = [...slow.values()].filter((s) =>
		s.route === "page_sign_up_post");
	assert.ok(signUps.length > 0, "a sign-up was slow");
	const last = signUps.reduce((a, b) =>
		Number(a.queued_us) > Number(b.queued_us) ? a : b);
	assert.equal(last.status, "303");
	assert.ok(Number(last.us) >= limitMs * 1000);
	assert.ok(Number(last.queued_us) > 0);
	assert.ok(Number(last.queued_us) + Number(last.read_us) +
		Number(last.write_us) + Number(last.writer_us) +
		Number(last.commit_us) <= Number(last.us));
	assert.ok(Number(last.reads) > 0 && Number(last.writes) > 0);
	assert.ok(Number(last.commit_us) > 0);
	const queries = last.slowest.split(",").map((q) => q.split(":"));
	assert.ok(queries.some(([name]) => name === "account_add"), last.slowest);
	assert.ok(queries.length <= 8);
	for (const [i, [name, n, us]] of queries.entries()) {
		assert.match(name, /^[a-z][a-z0-9_]*$/);
		assert.ok(Number(n) >= 1);
		assert.ok(i === 0 || Number(us) <= Number(queries[i - 1][2]),
			"slowest first");
	}

	// What took less is not there; what is there took that long.
	const fast = [...all].filter(([, r]) => Number(r.us) < limitMs * 1000);
	assert.ok(fast.some(([, r]) => r.route === "page_rules"));
	for (const [id] of fast)
		assert.ok(!slow.has(id), id);
	for (const [id, s] of slow) {
		assert.equal(s.route, all.get(id).route);
		assert.ok(Number(s.us) <= Number(all.get(id).us));
	}
	for (const word of [secret, "Traag", "voorbeeld.example"])
		assert.ok(!site.log.includes(word), `${word} is in the log`);
}));
