// Requests that are broken, ambiguous, too long or too slow: refused, answered
// once, and the server goes on.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { threadOf } from "../lib/people.mjs";
import { exchange, formRequest, host } from "../lib/raw.mjs";
import { isAbsent, readJson } from "../lib/reference.mjs";

let site;
before(async () => {
	site = await startSite({ demo: true, args: ["--head-seconds", "1",
		"--body-seconds", "1", "--idle-seconds", "1"] });
});
after(() => site.stop());

// What is said of a request that is not taken; a page says other things.
// 405 for a method that no page has: its body is not read.
const notTaken = new Set([400, 408, 413, 414, 417, 431, 501, 505]);

function taken(statuses, method = "POST") {
	return statuses.filter((s) => s !== 100 && !notTaken.has(s) &&
		!(s === 405 && !/^(GET|HEAD|POST)/.test(method))).length;
}

async function isAlive() {
	const r = await exchange(site, `GET /healthz HTTP/1.1\r\n${host(site)}` +
		"Connection: close\r\n\r\n");
	assert.deepEqual(r.statuses, [200]);
}

// Our own name in place of theirs, so that it is not for its host that a
// request is refused.
function withOurHost(raw) {
	const ours = raw.replace(/^Host:[^\r\n]*/im,
		host(site).trim());
	return ours !== raw ? ours :
		raw.replace(/\r\n/, `\r\n${host(site)}`);
}

for (const secure of [false, true])
	test(`what llhttp refuses is refused over ${secure ? "TLS" : "HTTP"}`,
		{ skip: isAbsent }, async () => {
			const all = readJson("http1/llhttp-requests.json")
				.filter((row) => row.llhttp_error);
			assert.equal(all.length, 74);
			const tryOne = async (row, raw) => {
				const { statuses, said } = await exchange(site, raw,
					{ secure });
				const what = `${row.name}: ${JSON.stringify(raw)}: ${
					statuses}`;
				assert.ok(taken(statuses, raw) <= row.llhttp_messages_completed,
					`${what}: taken`);
				assert.ok(statuses.length <=
					row.llhttp_messages_completed + 1 + (statuses[0] === 100),
				`${what}: a second answer`);
				assert.ok(statuses.every((s) => s === 100 || s >= 400),
					what);
				assert.ok(!/localhost_|passwd/.test(said));
			};
			await Promise.all(all.map((row) =>
				tryOne(row, row.raw_latin1)));
			await Promise.all(all.map((row) =>
				tryOne(row, withOurHost(row.raw_latin1))));
			await isAlive();
		});

// What a smuggler wants: a second request that only one of two servers sees.
const smuggled = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
const ambiguous = [
	["two lengths", "Content-Length: 5\r\nContent-Length: 0\r\n"],
	["two lengths that agree", "Content-Length: 0\r\nContent-Length: 0\r\n"],
	["a list of lengths", "Content-Length: 0, 0\r\n"],
	["a length and chunks",
		"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n"],
	["chunked twice", "Transfer-Encoding: chunked, chunked\r\n"],
	["chunked but not last", "Transfer-Encoding: chunked, gzip\r\n"],
	["a coding that is almost chunked", "Transfer-Encoding: xchunked\r\n"],
	["chunked in quotes", "Transfer-Encoding: \"chunked\"\r\n"],
	["a space before the colon", "Content-Length : 0\r\n"],
	["a tab before the colon", "Transfer-Encoding\t: chunked\r\n"],
	["a line that goes on", "X: a\r\n Content-Length: 0\r\n"],
	["a bare line feed", "X: a\nContent-Length: 0\r\n"],
	["a bare carriage return", "X: a\rContent-Length: 0\r\n"],
	["a NUL", "X: a\0b\r\nContent-Length: 0\r\n"],
	["a negative length", "Content-Length: -1\r\n"],
	["a signed length", "Content-Length: +0\r\n"],
	["a hexadecimal length", "Content-Length: 0x0\r\n"],
	["a length beyond numbers", "Content-Length: 18446744073709551616\r\n"],
	["a length that is a word", "Content-Length: zero\r\n"],
	["a length that is empty", "Content-Length: \r\n"],
	["a field without a name", ": x\r\nContent-Length: 0\r\n"],
	["a field without a colon", "Content-Length 0\r\n"],
	["another host besides", "Host: evil.example\r\nContent-Length: 0\r\n"],
];

for (const [name, fields] of ambiguous)
	test(`${name}: refused, and what follows is not read`, async () => {
		for (const secure of [false, true]) {
			const { statuses, said } = await exchange(site,
				`POST /sign-in HTTP/1.1\r\n${host(site)}${fields}\r\n` +
				`0\r\n\r\n${smuggled}`, { secure });
			assert.equal(statuses.length, 1, said);
			assert.ok(notTaken.has(statuses[0]), said.slice(0, 200));
		}
	});

test("chunks that are not what they say are refused", async () => {
	const head = `POST /sign-in HTTP/1.1\r\n${host(site)}` +
		"Transfer-Encoding: chunked\r\n\r\n";
	for (const body of ["5\r\nabc\r\n0\r\n\r\n", "-1\r\n\r\n", "g\r\n",
		"5 \r\nabcde\r\n0\r\n\r\n", "5\nabcde\r\n0\r\n\r\n",
		"FFFFFFFFFFFFFFFFF\r\n", "0\r\nX: y\n\r\n", "5\r\nabcde0\r\n\r\n",
		"0x5\r\nabcde\r\n0\r\n\r\n"]) {
		const { statuses, said } = await exchange(site, head + body + smuggled);
		assert.equal(taken(statuses), 0,
			`${JSON.stringify(body)}: ${said.slice(0, 200)}`);
		assert.ok(statuses.length <= 1, said);
	}
});

test("a request that breaks off is not taken", async () => {
	const whole = formRequest(site, "/sign-in",
		"email=lid%40demo.example&password=koffie-en-muntthee");
	const cuts = [1, 10, 40, whole.indexOf("\r\n\r\n") + 2,
		whole.length - 30, whole.length - 1];
	await Promise.all(cuts.map(async (n) => {
		const { statuses, said, ms } = await exchange(site,
			whole.slice(0, n));
		assert.equal(taken(statuses), 0, said.slice(0, 200));
		assert.ok(ms < 15000, `${n} bytes held the server ${ms} ms`);
		assert.doesNotMatch(said, /Set-Cookie/i);
	}));
	const { statuses } = await exchange(site, whole);
	assert.deepEqual(statuses, [303]);
});

test("who sends slowly is sent away in time, byte by byte too", async () => {
	const slow = `GET /healthz HTTP/1.1\r\n${host(site)}X: ${"y".repeat(60)}`;
	const body = formRequest(site, "/sign-in", `email=${"a".repeat(200)}`);
	const cut = body.indexOf("email=");
	await Promise.all([
		exchange(site, slow.split(""), { after: 100 }),
		exchange(site, slow.split(""), { after: 100, secure: true }),
		exchange(site, [body.slice(0, cut), ...body.slice(cut).split("")],
			{ after: 100 }),
	].map(async (sent) => {
		const { statuses, ms } = await sent;
		assert.deepEqual(statuses.filter((s) => s !== 408), []);
		assert.ok(ms < 8000, `${ms} ms`);
	}));
	await isAlive();
});

test("sizes are bounded, whoever says how large it is", async () => {
	const megabyte = "a".repeat(1 << 20);
	for (const [bytes, status] of [
		[formRequest(site, "/sign-in", `email=${megabyte}`), 413],
		[`POST /sign-in HTTP/1.1\r\n${host(site)}Transfer-Encoding: chunked` +
			`\r\n\r\n100000\r\n${megabyte}\r\n0\r\n\r\n`, 413],
		[`GET /${megabyte} HTTP/1.1\r\n${host(site)}\r\n`, 414],
		[`GET / HTTP/1.1\r\n${host(site)}X: ${megabyte}\r\n\r\n`, 431],
		[`GET / HTTP/1.1\r\n${host(site)}${"X: y\r\n".repeat(65)}\r\n`, 431],
		[`GET / HTTP/1.1\r\n${host(site)}Cookie: session=${"a".repeat(8000)}` +
			"\r\nConnection: close\r\n\r\n", 200],
	]) {
		const { statuses } = await exchange(site, bytes);
		assert.deepEqual(statuses, [status], bytes.slice(0, 60));
	}
});

test("addresses are taken as they are or not at all", async () => {
	for (const path of ["/../etc/passwd", "/t/../queue", "/./t/1", "//t/1",
		"/t//1", "/t/1/", "/%2e%2e/%2e%2e/etc/passwd", "/t/%30%31", "/t/01",
		"/t/+1", "/t/-1", "/t/0", "/t/1.0", "/t/1e0", "/t/0x1", "/t/1%00",
		"/t/99999999999999999999", "/t/9223372036854775808",
		"/t/9223372036854775807", "/theme/werk%00", "/theme/WERK",
		"/theme/%ff", "/theme/%c0%af", "/theme/%e0%80%af",
		"/theme/..%2f..%2fetc%2fpasswd", "/org/..", "/static/../praatmee.conf",
		"/static/%2e%2e/praatmee.conf", "/sitemap/0",
		"/p/0", "/p/999999999", "/%", "/%zz", "/%u0041", "/t\\1", "/t;/1",
		"/T/1", "/praatmee.db", "/key.pem", "/data/key.pem", "/.git/config"]) {
		const { statuses, said } = await exchange(site,
			`GET ${path} HTTP/1.1\r\n${host(site)}Connection: close\r\n\r\n`);
		assert.equal(statuses.length, 1, path);
		assert.ok(statuses[0] === 404 || statuses[0] === 400,
			`${path}: ${statuses}`);
		assert.doesNotMatch(said, /root:x|BEGIN|SQLite/);
	}
	for (const target of ["http://evil.example/", "*", "t/1", "?", "",
		"localhost:80", "/a b", "/\x80"]) {
		const { statuses } = await exchange(site,
			`GET ${target} HTTP/1.1\r\n${host(site)}Connection: close\r\n\r\n`);
		assert.ok(statuses.length === 1 && statuses[0] >= 400,
			`${JSON.stringify(target)}: ${statuses}`);
	}
});

test("page numbers and keys are numbers, or there is no such page", async () => {
	const none = ["0", "-1", "+1", "2147483648", "99999999999999999999",
		"9223372036854775807", "x", "1,5", "1e3", "%ff", "1%00", "%", ""];
	for (const value of none)
		for (const address of ["/t/1?page=", "/org/lantaarn?after=",
			"/theme/werk?before=", "/theme/werk?before=1.",
			"/search?q=werk&before="]) {
			const { statuses } = await exchange(site,
				`GET ${address}${value} HTTP/1.1\r\n${host(site)}` +
				"Connection: close\r\n\r\n");
			// A key behind all that there is: an empty list.
			const isKey = value !== "99999999999999999999" &&
				/^(2|9)\d+$/.test(value) &&
				/after|q=|1\.$/.test(address);
			assert.ok(statuses[0] === (isKey ? 200 : 404) ||
				(/%/.test(value) && statuses[0] === 400),
			`${address}${value}: ${statuses}`);
		}
});

test("searching for signs that mean something elsewhere is searching", async () => {
	const visitor = site.client({ plain: true });
	for (const q of ["", '"', '""', "*", "a*", '") OR ("', "AND OR NOT NEAR",
		"NEAR(a b)", "words:werk", "{words}: werk", "^werk", "-werk", "+werk",
		"werk -", "'", "';--", "%", "_", "\\", "(", ")", "a".repeat(200),
		"a ".repeat(100), '" '.repeat(90), "\u0300\u0301", "\u200b"]) {
		const r = await visitor.get(`/search?q=${encodeURIComponent(q)}`);
		assert.equal(r.status, 200, `${q}: ${r.text.slice(0, 200)}`);
	}
	const found = await visitor.get("/search?q=sollicitaties");
	assert.match(found.text, /Tachtig brieven/);
});

test("a form that is not one is refused before a page sees it", async () => {
	const form = (body, headers) => exchange(site,
		formRequest(site, "/sign-up", body, headers));
	for (const body of ["name=%ff", "name=%c3%28", "name=a%00b", "name=\xff",
		"name=%ed%a0%80", "name=%", "name=%4", "name=%zz", "name=\x01",
		"name=a%0bb", "name=%1b[31m", "na%00me=x",
		"a=b&".repeat(300)]) {
		const { statuses, said } = await form(body);
		assert.deepEqual(statuses, [400], `${JSON.stringify(
			body.slice(0, 40))}: ${said.slice(0, 200)}`);
	}
	const other = formRequest(site, "/sign-up", "name=x");
	for (const type of ["multipart/form-data; boundary=x", "text/plain",
		"application/json", ""]) {
		const { statuses } = await exchange(site, other.replace(
			"application/x-www-form-urlencoded", type));
		assert.deepEqual(statuses, [415], type);
	}
});

test("numbers in forms that no form of ours has are refused", async () => {
	const member = site.client({ plain: true });
	await member.signIn("lid@demo.example");
	const thread = await threadOf(member, "politiek");
	for (const parent of ["-1", "99999999999999999999", "x", "1e9", "999999"]) {
		const r = await member.post(`${thread}/answer`,
			{ parent, body: "Een reactie", key: `sleutel-${parent}` });
		assert.ok([303, 400, 404].includes(r.status), `${parent}: ${r.status}`);
		const at = r.headers.location;
		assert.ok((at ? (await member.get(at)).text : r.text)
			.includes("Een reactie"), `${parent} lost the words`);
	}
	const karim = site.client({ plain: true });
	await karim.signIn("moderator@demo.example");
	for (const post of ["1", "1.", ".1", "1.1.1", "-1.-1", "x.y", "0.0",
		"99999999999999999999.1", "999999.1"]) {
		const r = await karim.post("/queue", { verdict: "approve", post });
		assert.ok([400, 409, 422].includes(r.status), `${post}: ${r.status}`);
	}
	for (const action of ["", "nothing", "APPROVE", "approve\n"]) {
		const r = await karim.post("/queue/1", { action });
		assert.ok([400, 404].includes(r.status), `${action}: ${r.status}`);
	}
});
