// What was decided on a post is mailed to its author, by a mail server that may
// be away, refuse, or be nobody that one should talk to.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseMetrics } from "../lib/metrics.mjs";
import { addPerson, answer, approve, decide, edit, openThread, put, reject }
	from "../lib/people.mjs";
import { binary, run, startSite, temporaryDirectory, withSite } from "../lib/site.mjs";
import { mailArgs, sender, startSink } from "../lib/smtp.mjs";

const theme = "partnerkeuze"; // everything waits for a moderator there

// A site that can mail has an address.
async function begin(args, more = {}) {
	const site = await startSite({ demo: true, args, ...more });
	run(["site", "--data", site.data, "--url", site.url]);
	return site;
}

// A member of the site whose address is known to be their own.
async function addConfirmed(site, sink, name) {
	const member = await addPerson(site, name);
	const r = await member.post("/account/confirm", {});
	assert.equal(r.status, 303, r.text);
	const mail = await sink.next();
	const link = new URL(mail.links[0]);
	await member.submit(link.pathname + link.search, {});
	assert.doesNotMatch((await member.get("/account")).text,
		/nog niet bevestigd/);
	return member;
}

let sink, site, nora, karim;
before(async () => {
	sink = await startSink();
	site = await begin(mailArgs(sink));
	nora = await addConfirmed(site, sink, "Nora Nieuw");
	karim = await addPerson(site, "Karim Twee", "moderator");
});
after(async () => {
	for (const line of site.log.split("\n").filter((l) => /^\d{4}-/.test(l)))
		assert.doesNotMatch(line, /@|test\.example/, "no address in the log");
	await site.stop();
	sink.stop();
});

test("the server says whether it mails", async () => {
	assert.match(site.log, /It mails nobody until it has an address/);
	await withSite({ demo: true }, async (other) => {
		assert.match(other.log, /It mails nobody: the settings name no mail/);
		await other.kill();
		other.options.args = mailArgs(sink);
		run(["site", "--data", other.data, "--url", other.url]);
		await other.launch();
		assert.match(other.log, /It mails by smtp:\/\/localhost:\d+\./);
	})();
});

test("an author reads what was decided, why, and their own words", async () => {
	const title = "Wie <helpt> mee? \u202e";
	const { post } = await openThread(nora, theme, title, "Ik **ken** er een.");
	await reject(karim, post, "Noem geen namen.");
	let mail = await sink.next();
	assert.equal(mail.from, sender);
	assert.equal(mail.to, "noranieuw@test.example");
	assert.equal(mail.head.get("from"), `Praat mee bij De Lantaarn <${sender}>`);
	assert.equal(mail.subject, "Je bericht is niet geplaatst");
	assert.match(mail.text, /\nHallo Nora Nieuw,\n/);
	assert.match(mail.text, /“Wie <helpt> mee\?”/);
	assert.match(mail.text, /\n> Noem geen namen\.\n/);
	assert.match(mail.text, /\n> Ik \*\*ken\*\* er een\.\n/);
	assert.match(mail.html, /Wie &lt;helpt&gt; mee\?/);
	assert.match(mail.html, /Ik <strong>ken<\/strong> er een\./);
	assert.equal(mail.links[0], `${site.url}/account/posts`);
	assert.equal(mail.head.get("auto-submitted"), "auto-generated");
	assert.equal(mail.head.get("content-language"), "nl");

	await edit(nora, post, { body: "Ik ken iemand." });
	await approve(karim, post);
	mail = await sink.next();
	assert.equal(mail.subject, "Je bericht is geplaatst");
	assert.match(mail.text, /\n> Ik ken iemand\.\n/);
	assert.equal(mail.links[0], `${site.url}/p/${post}`);
	const link = new URL(mail.links[0]);
	assert.match((await nora.get(link.pathname)).text, /Ik ken iemand\./);

	await edit(nora, post, { body: "Ik ken er drie." });
	await reject(karim, post, "Liever niet.");
	mail = await sink.next();
	assert.match(mail.subject, /Je wijziging is niet geplaatst/);
	assert.match(mail.text, /\n> Ik ken er drie\.\n/);

	await put(karim, post, "remove", { reason: "Toch niet." });
	mail = await sink.next();
	assert.equal(mail.subject, "Je bericht is weggehaald");
	assert.match(mail.text, /\n> Toch niet\.\n/);
	await put(karim, post, "restore");
	assert.equal((await sink.next()).subject, "Je bericht is teruggezet");
});

test("the mail is in the language that its reader has chosen", async () => {
	await nora.post("/language?to=ar&next=/account", {});
	const { post } = await openThread(nora, theme, "مرحبا", "أهلا بكم");
	await approve(karim, post);
	const mail = await sink.next();
	assert.equal(mail.head.get("content-language"), "ar");
	assert.match(mail.subject, /^[\u0600-\u06ff ]+$/);
	assert.match(mail.html, /<html lang="ar" dir="rtl">/);
	assert.match(mail.text, /\n> أهلا بكم\n/);
	await nora.post("/language?to=nl&next=/account", {});
});

test("who wants no news of what is placed hears of a refusal", async () => {
	await nora.post("/account/mail", {});
	const { post } = await openThread(nora, theme, "Stil", "Wel");
	await approve(karim, post);
	await put(karim, post, "remove", { reason: "Reden." });
	assert.equal((await sink.next()).subject, "Je bericht is weggehaald");
	await nora.post("/account/mail", { mail_placed: "1" });
});

test("nobody else is mailed", async () => {
	const unknown = await addPerson(site, "Otto");
	const demo = site.client();
	await demo.signIn("lid@demo.example");
	for (const author of [unknown, demo]) {
		const { post } = await openThread(author, theme, "Voor niemand", "X");
		await approve(karim, post);
		await put(karim, post, "remove", { reason: "Reden." });
	}
	// Mail goes in order: what comes next is Nora's.
	const { post } = await openThread(nora, theme, "Voor Nora", "Y");
	await approve(karim, post);
	const mail = await sink.next();
	assert.equal(mail.to, "noranieuw@test.example");
	assert.match(mail.text, /\n> Y\n/);
	assert.equal(sink.mails.length, sink.nTold);
});

async function metric(other, name) {
	const page = await other.client({ plain: true }).get("/metrics");
	return parseMetrics(page.body).get(name);
}

test("what was sent is counted", async () => {
	await until("all are counted", async () =>
		await metric(site, "praatmee_mail_sent_total") ===
			sink.mails.length);
	assert.equal(await metric(site, "praatmee_mail_failed_total"), 0);
	await until("none waits", async () =>
		await metric(site, "praatmee_mail_waiting") === 0);
});

// Start the site again, so many seconds later.
async function again(other, seconds, args) {
	await other.stop();
	other.log = "";
	other.options = { ...other.options, args: args ?? other.options.args,
		env: { PRAATMEE_CLOCK: String(seconds) } };
	await other.launch();
}

async function until(what, condition) {
	for (const end = Date.now() + 20000; !await condition();) {
		assert.ok(Date.now() < end, what);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

test("a mail waits for a server that is away", async () => {
	const gone = await startSink();
	const args = mailArgs(gone), { port } = gone;
	const other = await begin(args);
	const otto = await addConfirmed(other, gone, "Otto");
	const moderator = await addPerson(other, "Karim Twee", "moderator");
	gone.stop();
	const { post } = await openThread(otto, theme, "Later", "Woorden");
	await approve(moderator, post);
	await until("it was tried", () => / mail\.failed /.test(other.log));
	assert.match(other.log, /mail\.failed mail=\d+ kind=4 tries=1 code=0 over=0/);
	const back = await startSink({ port });
	await again(other, 61);
	const mail = await back.next();
	assert.match(mail.text, /\n> Woorden\n/);
	await other.stop();
	back.stop();
});

test("one that dies behind a mail sends it again, under the same name",
	async () => {
		let isDeaf = false;
		const deaf = await startSink({
			answer: (line) => line === "." && isDeaf ? null : undefined });
		const other = await begin(mailArgs(deaf));
		const otto = await addConfirmed(other, deaf, "Otto");
		const moderator = await addPerson(other, "Karim Twee", "moderator");
		const { post } = await openThread(otto, theme, "Twee keer", "Woorden");
		isDeaf = true;
		await approve(moderator, post);
		await until("it is on its way", () => deaf.said.filter((line) =>
			line === "DATA").length === 2);
		await other.kill();
		isDeaf = false;
		other.options.env = { PRAATMEE_CLOCK: "590" };
		await other.launch();
		await until("it has looked", async () =>
			await metric(other, "praatmee_mail_waiting") === 1);
		assert.equal(deaf.nTalks, 2, "it is the other's still");
		await again(other, 605);
		const mail = await deaf.next();
		assert.match(mail.text, /\n> Woorden\n/);
		assert.match(mail.head.get("message-id"),
			/^<\d+\.\d+@praat\.example>$/);
		await other.stop();
		deaf.stop();
	});

// Nobody is somebody else than root, who alone can become them.
test("the password is read while it may be", {
	skip: process.getuid() !== 0 && "only root can give up being root",
}, async () => {
	const safe = await startSink({ isAuth: true });
	const secret = join(temporaryDirectory(), "secret");
	writeFileSync(secret, "geheim", { mode: 0o600 });
	const other = await begin(mailArgs(safe));
	const otto = await addPerson(other, "Otto");
	await other.stop();
	execFileSync("chown", ["-R", "nobody", other.data]);
	chmodSync(dirname(other.data), 0o711);
	other.log = "";
	other.options.args.push("--user", "nobody", "--smtp-user", "praat",
		"--smtp-password-file", secret);
	await other.launch();
	await otto.post("/account/confirm", {});
	assert.equal((await safe.next()).signedInAs, "praat:geheim");
	assert.doesNotMatch(other.log, /sandbox\.root/);
	await other.stop();
	safe.stop();
});

// What a command says and ends with, while we go on.
function command(args) {
	return new Promise((resolve) => execFile(binary, args,
		(error, out, err) => resolve({ code: error?.code ?? 0, out, err })));
}

// The settings of a site without a server; gives `mail test`.
function tester(url = "https://praat.example") {
	const data = join(temporaryDirectory(), "data");
	run(["init", "--data", data]);
	if (url)
		run(["site", "--data", data, "--url", url]);
	return (settings, to = "anna@test.example") => {
		writeFileSync(join(data, "praatmee.conf"), Object.entries(settings)
			.map(([key, value]) => `${key} = ${value}\n`).join(""));
		return command(["mail", "test", "--data", data, "--to", to]);
	};
}

test("mail test sends one and says what the server answered", async () => {
	const mailTest = tester();
	let r = await mailTest({ smtp: sink.url, "mail-from": sender });
	assert.deepEqual(r, { code: 0, err: "", out: "The mail server said: 250 " +
		"taken\nIt has taken the mail on.\n" });
	const mail = await sink.next();
	assert.equal(mail.to, "anna@test.example");
	assert.equal(mail.subject, "De mail werkt");
	const no = await startSink({ answer: (line) => line.startsWith("RCPT") ?
		"550 5.1.1 no such person" : undefined });
	r = await mailTest({ smtp: no.url, "mail-from": sender });
	assert.equal(r.code, 1);
	assert.match(r.out, /said: 550 5\.1\.1 no such person/);
	assert.match(r.err, /the mail server refuses this mail/);
	no.stop();
	r = await mailTest({ smtp: no.url, "mail-from": sender });
	assert.equal(r.code, 1);
	assert.equal(r.out, "");
	assert.match(r.err, /there is no sending mail by this server/);
});

test("settings that cannot work are refused", async () => {
	const mailTest = tester();
	const good = { smtp: sink.url, "mail-from": sender };
	const secret = join(temporaryDirectory(), "secret");
	for (const [settings, code, words] of [
		[{}, 2, /name no mail server/],
		[{ ...good, smtp: "mail.example" }, 2, /smtp:\/\/HOST/],
		[{ smtp: sink.url }, 2, /mail-from/],
		[{ ...good, "mail-from": "praat" }, 2, /mail-from/],
		[{ ...good, "mail-from": "praat@exämple.org" }, 2, /mail-from/],
		[{ ...good, "smtp-user": "praat" }, 2, /set both/],
		[{ ...good, "smtp-password-file": secret }, 2, /set both/],
		[{ ...good, "smtp-user": "p", "smtp-password-file": secret }, 1,
			/secret: No such file/]]) {
		const r = await mailTest(settings);
		assert.equal(r.code, code, words);
		assert.match(r.err, words);
	}
	for (const text of ["", "\nx\n", "\x01\n", "x".repeat(2000)]) {
		writeFileSync(secret, text);
		const r = await mailTest({ ...good, "smtp-user": "p",
			"smtp-password-file": secret });
		assert.equal(r.code, 1);
		assert.match(r.err, /is no password/);
	}
	assert.match((await mailTest(good, "anna")).err, /--to is not an e-mail/);
	assert.match((await tester("")(good)).err, /no address \(url\)/);
	// Nor does a server start with them.
	const data = join(temporaryDirectory(), "data");
	run(["init", "--data", data]);
	const r = await command(["serve", "--data", data, "--port", "0",
		"--http-port", "1", "--smtp", "x"]);
	assert.equal(r.code, 2);
	assert.match(r.err, /smtp:\/\/HOST/);
});

// A certificate for this computer under two of its names.
function makeCertificate() {
	const dir = temporaryDirectory();
	const file = (name) => join(dir, name);
	execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt",
		"ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
		"/CN=localhost", "-addext",
		"subjectAltName=DNS:localhost,IP:0.0.0.0",
		"-keyout", file("key.pem"), "-out", file("cert.pem")],
	{ stdio: "ignore" });
	return { cert: readFileSync(file("cert.pem")),
		key: readFileSync(file("key.pem")), file: file("cert.pem") };
}

const isSecret = (line) => /^(AUTH|MAIL|RCPT|DATA)/.test(line);

test("by TLS, to whom it is meant for, with a password", async () => {
	const mailTest = tester(), certificate = makeCertificate();
	const secret = join(temporaryDirectory(), "secret");
	writeFileSync(secret, "  geheim woord \r\nnot this\n", { mode: 0o600 });
	const signIn = { "mail-from": sender, "smtp-user": "praat",
		"smtp-password-file": secret };
	for (const isTls of [true, false]) {
		const safe = await startSink({ tls: certificate, isTls, isAuth: true });
		// By a name that is not this computer's own STARTTLS is needed.
		const smtp = isTls ? safe.url : `smtp://0.0.0.0:${safe.port}`;
		let r = await mailTest({ ...signIn, smtp,
			"smtp-ca-file": certificate.file });
		assert.equal(r.code, 0, r.err);
		const mail = await safe.next();
		assert.ok(mail.isTls);
		assert.equal(mail.signedInAs, "praat:geheim woord");
		// One that nobody vouches for, or that is another's, is told nothing.
		const said = safe.said.length;
		for (const other of [{}, { "smtp-ca-file": makeCertificate().file },
			{ smtp: smtp.replace(/localhost|0\.0\.0\.0/, "127.0.0.1")
				.replace("smtp:", "smtps:"),
			"smtp-ca-file": certificate.file }]) {
			r = await mailTest({ ...signIn, smtp, ...other });
			assert.equal(r.code, 1);
		}
		assert.deepEqual(safe.said.slice(said).filter(isSecret), []);
		safe.stop();
	}
	const bare = await startSink({ isAuth: true });
	const r = await mailTest({ ...signIn, smtp: `smtp://0.0.0.0:${bare.port}` });
	assert.equal(r.code, 1);
	assert.deepEqual(bare.said.filter(isSecret), []);
	bare.stop();
});
