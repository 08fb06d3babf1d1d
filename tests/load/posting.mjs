// How many posts a second are stored through HTTPS, each on the disk when it is
// acknowledged; and how long readers wait meanwhile.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { addPerson } from "../lib/people.mjs";
import { ask } from "../lib/pg.mjs";
import { median, medians, wrk } from "./client.mjs";
import { isWanted } from "./options.mjs";
import { cookie, copyOf, longThread, siteOf, startOurs } from "./ours.mjs";
import { cpuSeconds } from "./process.mjs";

export const names = ["posting", "latency"];

const posts = 10000, members = 8, threads = 40;

// What any poster may find on the site's own pages: threads of the open theme.
async function openThreads(client) {
	const found = new Set();
	for (let path = "/theme/proef"; path && found.size < threads;) {
		const { body } = await client.get(path);
		for (const [, thread] of body.matchAll(/href="(\/t\/\d+)"/g))
			found.add(thread);
		path = /href="([^"]+)" rel="next"/.exec(body)?.[1]
			.replaceAll("&amp;", "&");
	}
	return [...found].slice(0, threads);
}

// Members who post, by turns through each node of a site.
export async function postersOf(nodes) {
	const [site] = nodes, people = [];
	for (let i = 0; i < members; i++)
		people.push(await addPerson(site,
			`Poster ${String.fromCharCode(97 + i).repeat(3)}`));
	return { nodes, people, runs: 0,
		threads: await openThreads(site.client()) };
}

// A server on a copy of a site, with members who post.
export async function openPosters(data, args) {
	const copy = copyOf(data);
	const site = await startOurs({ data: copy, args });
	return { ...await postersOf([site]), site,
		close: async () => {
			await site.stop();
			rmSync(copy, { recursive: true });
		},
		other: await longThread(site.client()) };
}

function storedPosts({ store, data }) {
	const question = "SELECT count(*) FROM post";
	return Number(store ? ask(store, question) : execFileSync("sqlite3",
		[join(data, "praatmee.db"), question], { encoding: "utf8" }));
}

// For the posts that are under way at the end to be acknowledged; seldom needed.
const patience = 30;

// A node's share of the clients.
function postThrough(s, node, clients, seconds, threads) {
	node.emptyLog();
	return wrk({ url: node.url, connections: clients,
		seconds: seconds + patience, script: "post.lua",
		words: [String(seconds), String(clients), `run${s.runs++}x`,
			s.people.map((p) => cookie(p).Cookie).join(","),
			threads.join(",")] });
}

// Processor time so far: of our servers, and of the database's, if there is one.
const timeOf = ({ nodes, databasePid }) => ({
	ours: nodes.reduce((sum, node) => sum + cpuSeconds(node.pid), 0),
	database: databasePid ? cpuSeconds(databasePid) : 0 });

// Post with so many clients at once; what was acknowledged must be what is stored.
export async function post(s, clients, seconds, threads = s.threads) {
	const { nodes } = s;
	const before = storedPosts(nodes[0]), began = timeOf(s);
	const said = await Promise.all(nodes.map((node) => postThrough(s, node,
		clients / nodes.length, seconds, threads)));
	const ended = timeOf(s);
	const n = said.reduce((sum, part) => sum + part.requests, 0);
	const stored = storedPosts(nodes[0]) - before;
	if (stored !== n)
		throw new Error(`${n} posts were acknowledged, ${stored} are stored`);
	return { perSecond: n / seconds, stored,
		// Of several nodes the one where they wait longer.
		p50: Math.max(...said.map((part) => part.p50)),
		p99: Math.max(...said.map((part) => part.p99)),
		us: (ended.ours - began.ours) / n * 1e6,
		databaseUs: (ended.database - began.database) / n * 1e6 };
}

async function measurePosting(grouped, single, options) {
	const { seconds } = options;
	const rows = [
		{ name: "posting-singly", what: "one commit each", clients: 64,
			site: single },
		{ name: "posting-1", what: "grouped", clients: 1, site: grouped },
		{ name: "posting-64", what: "grouped", clients: 64, site: grouped },
	];
	for (const row of rows)
		row.rounds = [];
	for (let round = 0; round < options.rounds; round++)
		for (const row of rows)
			row.rounds.push(await post(row.site, row.clients, seconds));
	for (const row of rows) {
		Object.assign(row, medians(row.rounds));
		// Of the rounds beside each other: what a disk can do comes and goes.
		row.ratio = median(row.rounds.map((r, i) => r.perSecond /
			rows[0].rounds[i].perSecond));
	}
	return rows.map(({ site, ...rest }) => rest);
}

const readers = (s) => [
	{ name: "latency-other", what: "a thread that nobody posts in",
		url: s.site.url + s.other },
	{ name: "latency-same", what: "a thread that they post in",
		url: s.site.url + s.threads[0] },
	{ name: "latency-member", what: "a member's page of the first",
		url: s.site.url + s.other, headers: cookie(s.people[0]) },
];

// Eight readers who rest 5 ms before each page, alone and while 64 clients post.
async function measureLatency(s, options) {
	const { seconds } = options;
	const rows = readers(s);
	for (const row of rows) {
		const read = () => wrk({ ...row, connections: 8, seconds,
			script: "paced.lua" });
		const rounds = [];
		for (let round = 0; round < options.rounds; round++) {
			const quiet = await read();
			const [busy, posted] = await Promise.all([read(),
				post(s, 64, seconds)]);
			rounds.push({ p50: quiet.p50, p99: quiet.p99,
				p50Posting: busy.p50, p99Posting: busy.p99,
				perSecond: posted.perSecond });
		}
		Object.assign(row, medians(rounds), { rounds });
		delete row.headers;
	}
	return rows;
}

// Gives { posting, latency }, null where one was not asked for.
export async function measureWrites(options, dir) {
	const [posting, latency] = names.map((name) => isWanted(options, name));
	if (!posting && !latency)
		return { posting: null, latency: null };
	const data = siteOf(posts, dir), result = { posting: null, latency: null };
	const grouped = await openPosters(data);
	if (posting) {
		const single = await openPosters(data, ["--commit-writes", "1"]);
		result.posting = await measurePosting(grouped, single, options);
		await single.close();
	}
	if (latency)
		result.latency = await measureLatency(grouped, options);
	await grouped.close();
	return result;
}
