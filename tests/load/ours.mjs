// The server that is measured, and what of its site is asked for.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, truncateSync,
	writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { demoPassword, run, startSite, temporaryDirectory } from
	"../lib/site.mjs";
import { addPerson } from "../lib/people.mjs";

const top = join(dirname(fileURLToPath(import.meta.url)), "../..");

// What the page cache may hold; the server's own default.
export const cacheMb = 16;

const pageBytes = { headers: { "Accept-Encoding": "gzip" } };

// What a database of this source is like: one of another schema is made anew.
function schema() {
	const hash = createHash("sha256");
	const dir = join(top, "schema/migrations");
	for (const name of readdirSync(dir).filter((n) => n.endsWith(".sql")))
		hash.update(name).update(readFileSync(join(dir, name)));
	return hash.digest("hex");
}

// A site of the demonstration with so many more posts, made once in dir.
export function siteOf(posts, dir) {
	const data = join(dir, String(posts)), mark = `${data}.schema`;
	if (!existsSync(mark) || readFileSync(mark, "utf8") !== schema()) {
		rmSync(data, { recursive: true, force: true });
		run(["demo", "--posts", String(posts), "--data", data],
			{ stdio: "ignore" });
		writeFileSync(mark, schema());
	}
	return data;
}

export function copyOf(data) {
	const copy = join(temporaryDirectory(), "data");
	cpSync(data, copy, { recursive: true });
	return copy;
}

// A server that logs each request to a file, as nginx does.  Of the site in data, or
// a node of the one in store.
export async function startOurs({ data, store, args = [] }) {
	const log = join(temporaryDirectory(), "log");
	const site = await startSite({ data, store, logFile: log,
		args: ["--log-level", "info", "--connections", "20000",
			"--connections-per-address", "20000",
			"--cache-mb", String(cacheMb), ...args] });
	return Object.assign(site, { pid: site.process.pid, logPath: log,
		emptyLog: () => truncateSync(log) });
}

// What a TLS server agrees to: { protocol, cipher, group, h2 }.
export function negotiated(port, words = []) {
	const said = execFileSync("openssl", ["s_client", "-connect",
		`127.0.0.1:${port}`, "-alpn", "h2,http/1.1", ...words],
	{ input: "", encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });
	return {
		protocol: /^New, (\S+), Cipher is/m.exec(said)[1],
		cipher: /Cipher is (\S+)/.exec(said)[1],
		group: /^Server Temp Key: (\S+?),/m.exec(said)?.[1] ?? "?",
		h2: /^ALPN protocol: h2$/m.test(said),
	};
}

// The demonstration's first thread with more than one page: the same words in a
// site of any size.
export async function longThread(client) {
	for (let id = 1; id < 60; id++) {
		const reply = await client.get(`/t/${id}?page=2`);
		if (reply.status === 200)
			return `/t/${id}`;
	}
	throw new Error("no thread has two pages");
}

// The thread whose first page has the most answers: 50, where one is full.
export async function fullThread(client) {
	let best = { n: 0 };
	for (let id = 1; id < 60; id++) {
		const { status, body } = await client.get(`/t/${id}`);
		const n = (body.match(/<div class="post /g) ?? []).length;
		if (status === 200 && n > best.n)
			best = { n, path: `/t/${id}` };
	}
	if (best.n < 40)
		throw new Error(`no page has 40 answers, the fullest ${best.n}`);
	return best.path;
}

// A word that one post alone has, in the title of a thread of the demonstration: a
// hit of the same words in a site of any size.
export async function rareWord(client) {
	for (let id = 1; id < 60; id++) {
		const { body } = await client.get(`/t/${id}`);
		const title = /<title>([^<]*)/.exec(body)?.[1] ?? "";
		for (const word of title.match(/[a-z]{6,}/gi) ?? []) {
			const found = await client.get(`/search?q=${word}`);
			if (found.body.match(/class="excerpt"/g)?.length === 1)
				return word;
		}
	}
	throw new Error("no word of a title is rare");
}

export async function pageOf(client, path) {
	const html = await client.get(path);
	const gzip = await client.raw("GET", path, pageBytes);
	if (html.status !== 200 || gzip.headers["content-encoding"] !== "gzip")
		throw new Error(`${path}: ${html.status}, no page as gzip`);
	return { html: html.bytes, gzip: gzip.bytes };
}

const editLinks = (html) => (html.match(/\/p\/\d+\/edit/g) ?? []).length;

// Somebody who has nothing of their own on the page but the frame.
export async function plainMember(site, path, options) {
	const client = await addPerson(site, options?.plain ? "Meet Lat" :
		"Meet Lint", undefined, options);
	const { body } = await client.get(path);
	if (!body.includes('href="/account"') || editLinks(body) > 0)
		throw new Error(`${path}: not the page of a plain member`);
	return client;
}

// A member of the demonstration who wrote at least two posts of the page.
export async function writer(site, path) {
	const people = run(["user", "list", "--data", site.data]).split("\n")
		.map((line) => line.split("\t")).filter((f) => f[3] === "");
	const { text } = await site.client().get(path);
	for (const [, name, email] of people) {
		if (text.split(name).length < 3)
			continue;
		const client = site.client();
		run(["user", "password", name, "--data", site.data,
			"--password-stdin"], { input: `${demoPassword}\n` });
		await client.signIn(email);
		const posts = editLinks((await client.get(path)).body);
		if (posts >= 2)
			return { client, posts };
	}
	throw new Error(`${path}: nobody wrote two posts of it`);
}

export const cookie = (client) => ({ Cookie: [...client.cookies]
	.map(([k, v]) => `${k}=${v}`).join("; ") });
