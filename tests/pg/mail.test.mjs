// Two nodes of one site that mail: what waits leaves once.
import test from "node:test";
import assert from "node:assert/strict";
import { ask } from "../lib/pg.mjs";
import { run, startSite } from "../lib/site.mjs";
import { mailArgs, startSink } from "../lib/smtp.mjs";

// One by itself takes longer than until the other looks, each second.
const nMails = 100, slowMs = 30;

test("each mail is sent once, by one of them", async () => {
	const sink = await startSink({ slowMs });
	const one = await startSite({ demo: true, args: mailArgs(sink) });
	const two = await startSite({ store: one.store, args: mailArgs(sink) });
	run(["user", "add", "--data", one.data, "--name", "Nora",
		"--email", "nora@test.example", "--password-stdin"],
	{ input: "vier rode fietsen\n" });
	const now = Date.now();
	// No mail without an address; kind 3 needs no more than an account.
	ask(one.store, `INSERT INTO mail (account_id, kind, language, created_at,
			due_at, tries)
		SELECT a.id, 3, '', ${now}, ${now}, 0
		  FROM account a, generate_series(1, ${nMails})
		 WHERE a.name = 'Nora'`);
	run(["site", "--data", one.data, "--url", one.url]);
	const names = new Set();
	for (let i = 0; i < nMails; i++)
		names.add((await sink.next()).head.get("message-id"));
	assert.equal(names.size, nMails);
	await one.stop();
	await two.stop();
	assert.equal(sink.mails.length, nMails);
	assert.equal(ask(one.store, "SELECT count(*) FROM mail"), "0");
	const sent = [one, two].map((site) =>
		site.log.match(/ mail\.sent /g)?.length ?? 0);
	assert.equal(sent[0] + sent[1], nMails);
	assert.ok(sent[0] > 0 && sent[1] > 0, `both sent: ${sent}`);
	sink.stop();
});
