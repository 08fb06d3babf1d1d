// A mail server that keeps what it is given, as strict as one that is read by
// people: lines that end in CRLF and are not too long, nothing but ASCII on the
// wire, one head that parses, parts that decode to UTF-8.
//
//	const sink = await startSink();
//	const site = await startSite({ args: mailArgs(sink) });
//	const mail = await sink.next();	// the next one, of whoever
//	mail.to, mail.subject, mail.text, mail.html, mail.links
//
// answer(line) may give another answer to a line of the client than the sink
// would: a string; null: none, ever.  With tls (options of node:tls) it offers
// STARTTLS; with isTls it speaks TLS from the beginning.  slowMs: so long it
// looks at each mail.
import assert from "node:assert/strict";
import net from "node:net";
import tls from "node:tls";

const patienceMs = 20000;

// Words of a head, of which RFC 2047 has encoded some.
function decodeWords(text) {
	const joined = text.replaceAll(/\?=\s+=\?UTF-8\?Q\?/g, "");
	return joined.replaceAll(/=\?UTF-8\?Q\?([^?]*)\?=/g, (_, words) => decodeUtf8(
		Buffer.from(words.replaceAll("_", " ")
			.replaceAll(/=([0-9A-F]{2})/g, (_, hex) =>
				String.fromCharCode(parseInt(hex, 16))), "latin1")));
}

function decodeUtf8(bytes) {
	return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

// A head and what is behind it: [Map of lower-case names to values, text].
function parseHead(raw) {
	const end = raw.indexOf("\r\n\r\n");
	assert.ok(end >= 0, "a head ends in an empty line");
	const head = new Map();
	for (const line of raw.slice(0, end).replaceAll(/\r\n[ \t]/g, "\n ")
		.split("\r\n")) {
		const [, name, value] = /^([A-Za-z-]+): (.*)$/s.exec(line) ??
			assert.fail(`no line of a head: ${JSON.stringify(line)}`);
		for (const part of line.split("\n"))
			assert.ok(part.length <= 78 || !part.includes("=?"),
				`too long: ${part}`);
		assert.ok(!head.has(name.toLowerCase()), `${name} twice`);
		head.set(name.toLowerCase(), decodeWords(value.replaceAll("\n", "")));
	}
	return [head, raw.slice(end + 4)];
}

function parsePart(raw) {
	const [head, body] = parseHead(raw);
	assert.equal(head.get("content-transfer-encoding"), "quoted-printable");
	const bytes = body.replaceAll("=\r\n", "")
		.replaceAll(/=([0-9A-F]{2})/g, (_, hex) =>
			String.fromCharCode(parseInt(hex, 16)));
	return { type: head.get("content-type"),
		text: decodeUtf8(Buffer.from(bytes, "latin1")) };
}

export function parseMail(raw) {
	assert.match(raw, /^[\x20-\x7e\t\r\n]*$/, "plain ASCII on the wire");
	assert.doesNotMatch(raw, /\r(?!\n)|(?<!\r)\n/, "lines end in CRLF");
	for (const line of raw.split("\r\n"))
		assert.ok(line.length <= 998, "a line of at most 998");
	const [head, body] = parseHead(raw);
	const boundary = /^multipart\/alternative; ?boundary="?([^"]+)"?$/
		.exec(head.get("content-type"))[1];
	const parts = body.split(`--${boundary}`);
	assert.equal(parts.length, 4, "two parts");
	assert.equal(parts[3].trim(), "--");
	const [text, html] = parts.slice(1, 3).map((part) =>
		parsePart(part.replace(/^\r\n/, "").replace(/\r\n$/, "")));
	assert.equal(text.type, "text/plain; charset=utf-8");
	assert.equal(html.type, "text/html; charset=utf-8");
	assert.equal(head.get("mime-version"), "1.0");
	return { head, raw, subject: head.get("subject"),
		text: text.text.replaceAll("\r\n", "\n"),
		html: html.text.replaceAll("\r\n", "\n"),
		links: text.text.match(/^https?:\/\/\S+/gm) ?? [] };
}

class Talk {
	constructor(sink, socket, isTls) {
		this.sink = sink;
		this.isTls = isTls;
		this.listen(socket);
		if (!sink.options.isSilent)
			this.say("220 sink ESMTP");
	}

	listen(socket) {
		this.socket = socket;
		this.buffer = "";
		this.from = null;
		this.to = [];
		socket.setEncoding("latin1");
		socket.on("error", () => {});
		socket.on("data", (data) => {
			this.buffer += data;
			this.read();
		});
	}

	say(text) {
		this.socket.write(`${text}\r\n`);
	}

	read() {
		for (;;) {
			const end = this.buffer.indexOf(this.isData ?
				"\r\n.\r\n" : "\r\n");
			if (end < 0)
				return;
			const line = this.buffer.slice(0, end);
			this.buffer = this.buffer.slice(end + (this.isData ? 5 : 2));
			if (this.isData)
				this.take(`${line}\r\n`);
			else
				this.hear(line);
		}
	}

	// Its own answer, or the one of the test.
	hear(line) {
		this.sink.said.push(line);
		const other = this.sink.options.answer?.(line);
		if (other === null)
			return;
		if (other !== undefined)
			return this.say(other);
		if (this.isSigningIn) {
			this.isSigningIn = false;
			this.signedInAs = Buffer.from(line, "base64").toString()
				.split("\0").slice(1).join(":");
			return this.say("235 welcome");
		}
		const word = line.split(/[ :]/)[0].toUpperCase();
		if (word === "EHLO")
			this.say(["250-sink", ...this.offers(), "250 8BITMIME"]
				.join("\r\n"));
		else if (word === "STARTTLS")
			this.startTls();
		else if (word === "MAIL")
			this.from = /<(.*)>/.exec(line)[1], this.say("250 go on");
		else if (word === "RCPT")
			this.to.push(/<(.*)>/.exec(line)[1]), this.say("250 go on");
		else if (word === "DATA")
			this.isData = true, this.say("354 tell");
		else if (word === "AUTH")
			this.isSigningIn = true, this.say("334 ");
		else if (word === "QUIT")
			this.say("221 bye"), this.socket.end();
		else
			this.say("250 fine");
	}

	offers() {
		const offers = [];
		if (this.sink.options.tls && !this.isTls)
			offers.push("250-STARTTLS");
		if (this.sink.options.isAuth)
			offers.push("250-AUTH PLAIN");
		return offers;
	}

	startTls() {
		this.say("220 go on");
		this.socket.removeAllListeners("data");
		this.isTls = true;
		this.listen(new tls.TLSSocket(this.socket,
			{ isServer: true, ...this.sink.options.tls }));
	}

	take(raw) {
		this.isData = false;
		const other = this.sink.options.answer?.(".");
		if (other === null)
			return;
		if (other !== undefined)
			return this.say(other);
		assert.equal(this.to.length, 1);
		this.sink.keep({ ...parseMail(raw.replaceAll("\r\n..", "\r\n.")),
			from: this.from, to: this.to[0], isTls: this.isTls,
			signedInAs: this.signedInAs });
		this.to = [];
		setTimeout(() => this.say("250 taken"), this.sink.options.slowMs ?? 0);
	}
}

class Sink {
	constructor(options) {
		this.options = options;
		this.mails = []; // all of them
		this.said = []; // what clients said, but for the mails
		this.nTalks = 0;
		this.nTold = 0;
		this.waiting = [];
	}

	async start() {
		const begin = (socket) => {
			this.nTalks++;
			this.sockets.add(socket);
			socket.on("close", () => this.sockets.delete(socket));
			new Talk(this, socket, Boolean(this.options.isTls));
		};
		this.sockets = new Set();
		this.server = this.options.isTls ?
			tls.createServer(this.options.tls, begin) :
			net.createServer(begin);
		this.server.on("tlsClientError", () => {});
		await new Promise((resolve) => this.server.listen(
			this.options.port ?? 0, "127.0.0.1", resolve));
		this.server.unref();
		this.port = this.server.address().port;
		this.url = `smtp${this.options.isTls ? "s" : ""}://localhost:${this.port}`;
		return this;
	}

	keep(mail) {
		this.mails.push(mail);
		this.waiting.shift()?.();
	}

	// The next mail that nobody has asked for yet.
	async next() {
		if (this.nTold === this.mails.length)
			await new Promise((resolve, reject) => {
				const timer = setTimeout(() =>
					reject(new Error("no mail came")), patienceMs);
				this.waiting.push(() => {
					clearTimeout(timer);
					resolve();
				});
			});
		return this.mails[this.nTold++];
	}

	stop() {
		this.server.close();
		for (const socket of this.sockets)
			socket.destroy();
	}
}

export function startSink(options = {}) {
	return new Sink(options).start();
}

export const sender = "praat@praat.example";

// What a site is started with that mails by it.
export function mailArgs(sink) {
	return ["--smtp", sink.url, "--mail-from", sender];
}
