// The same site on SQLite and on PostgreSQL, by turns: what its pages cost, the work
// of the database server apart, and how fast it stores posts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ask, cluster } from "../lib/pg.mjs";
import { run, temporaryDirectory, useStore } from "../lib/site.mjs";
import { measure, median, medians } from "./client.mjs";
import { isWanted } from "./options.mjs";
import { cookie, copyOf, fullThread, pageOf, rareWord, siteOf, startOurs, writer }
	from "./ours.mjs";
import { post, postersOf } from "./posting.mjs";
import { cpuSeconds } from "./process.mjs";

const pages = [
	{ name: "store-thread", what: "thread page, cache off" },
	{ name: "store-own", what: "thread page, member's own posts, cache off" },
	{ name: "store-front", what: "front page, cache off" },
	{ name: "store-searchcommon", what: "search, common word" },
	{ name: "store-searchrare", what: "search, rare word" },
	{ name: "store-cached", what: "thread page, cached" },
];

const postings = [
	{ name: "store-posting-1", what: "posting, 1 client", clients: 1 },
	{ name: "store-posting-64", what: "posting, 64 clients", clients: 64 },
	{ name: "store-posting-thread", what: "posting, 64 clients, one thread",
		clients: 64, isOneThread: true },
	{ name: "store-posting-nodes",
		what: "posting, 64 clients, one thread, two nodes",
		clients: 64, isOneThread: true, n_nodes: 2 },
];

export const names = [...pages, ...postings].map((row) => row.name);

// Where a site is: copies of it, each for servers of its own.  What SQLite does is
// done by our server, so that it has no process that is counted apart.
function onSqlite(posts, dir) {
	const data = siteOf(posts, dir);
	return { store: "SQLite", place: () => ({ data: copyOf(data) }) };
}

// On a PostgreSQL of its own that writes to the disk as a site's would.
function onPostgresql(posts) {
	const dir = temporaryDirectory(), data = join(dir, "data");
	const uri = cluster("start", join(dir, "pg"), "--durable");
	const pid = readFileSync(join(dir, "pg/data/postmaster.pid"), "utf8")
		.split("\n")[0];
	let n = 0;
	const make = (template) => {
		const copy = new URL(uri);
		copy.pathname = `site${n++}`;
		ask(uri, `CREATE DATABASE ${copy.pathname.slice(1)} ` +
			`TEMPLATE ${template}`);
		return copy.href;
	};
	const site = useStore(data, make("template0"));
	run(["demo", "--posts", String(posts), "--data", data],
		{ stdio: "ignore" });
	// As the server does by itself within minutes.
	ask(site, "VACUUM ANALYZE");
	return { store: "PostgreSQL", databasePid: pid,
		place: () => ({ store: make("site0") }) };
}

async function openPages(engine) {
	const cached = await startOurs(engine.place());
	const off = await startOurs({ ...engine.place(),
		args: ["--cache-mb", "0"] });
	const visitor = off.client(), thread = await fullThread(visitor);
	const { client: own } = await writer(off, thread);
	const rare = await rareWord(visitor);
	return { sites: [cached, off], targets: {
		"store-thread": { site: off, path: thread },
		"store-own": { site: off, path: thread, client: own },
		"store-front": { site: off, path: "/" },
		"store-searchcommon": { site: off, path: "/search?q=de" },
		"store-searchrare": { site: off, path: `/search?q=${rare}` },
		"store-cached": { site: cached, path: thread },
	} };
}

async function measurePage({ databasePid }, { site, path, client }, seconds) {
	const before = databasePid ? cpuSeconds(databasePid) : 0;
	const said = await measure({ pid: site.pid, url: site.url + path,
		before: site.emptyLog, headers: client ? cookie(client) : {} },
	seconds);
	const used = databasePid ? cpuSeconds(databasePid) - before : 0;
	return { us: said.us, databaseUs: used / said.requests * 1e6,
		perSecond: said.perSecond, p50: said.p50, p99: said.p99 };
}

// Rows on each store, one beside the other.
async function pageRows(engines, wanted) {
	const open = await Promise.all(engines.map(openPages)), rows = [];
	for (const page of wanted)
		for (const [i, engine] of engines.entries()) {
			const target = open[i].targets[page.name];
			const who = target.client ?? target.site.client();
			rows.push({ ...page, store: engine.store,
				bytes: (await pageOf(who, target.path)).gzip.length,
				round: (seconds) => measurePage(engine, target,
					seconds) });
		}
	return { rows, sites: open.flatMap((o) => o.sites) };
}

async function openNodes(engine, n) {
	const nodes = [await startOurs(engine.place())];
	while (nodes.length < n)
		nodes.push(await startOurs({ store: nodes[0].store }));
	return { ...await postersOf(nodes), databasePid: engine.databasePid };
}

// A file has one node.
async function postingRows(engines, wanted) {
	const rows = [], sites = [];
	for (const engine of engines)
		for (const n of [1, 2]) {
			const here = wanted.filter((p) => (p.n_nodes ?? 1) === n);
			if (here.length === 0 || (n > 1 && !engine.databasePid))
				continue;
			const s = await openNodes(engine, n);
			sites.push(...s.nodes);
			rows.push(...here.map((p) => ({ ...p, store: engine.store,
				round: (seconds) => post(s, p.clients, seconds,
					p.isOneThread ? s.threads.slice(0, 1) :
						s.threads) })));
		}
	return { rows: wanted.flatMap((p) => rows.filter((r) =>
		r.name === p.name)), sites };
}

async function byTurns({ rows, sites }, { rounds, seconds }) {
	for (const row of rows) {
		row.rounds = [];
		// Each connection to PostgreSQL begins without plans and without memory
		// of what tables there are.
		await row.round(seconds);
	}
	for (let round = 0; round < rounds; round++)
		for (const row of rows)
			row.rounds.push(await row.round(seconds));
	for (const row of rows) {
		Object.assign(row, medians(row.rounds));
		delete row.round;
		// Of the rounds beside each other.
		const first = rows.find((r) => r.name === row.name);
		if (first.store === row.store)
			continue;
		const cost = (r) => r.us + r.databaseUs;
		row.ratio = median(row.rounds.map((r, i) => cost(r) /
			cost(first.rounds[i])));
		row.speed = median(row.rounds.map((r, i) => r.perSecond /
			first.rounds[i].perSecond));
	}
	for (const site of sites)
		await site.stop();
	return rows;
}

export async function measureStores(options, dir) {
	const [pageNames, postingNames] = [pages, postings].map((list) =>
		list.filter((row) => isWanted(options, row.name)));
	if (pageNames.length + postingNames.length === 0)
		return null;
	const posts = options.quick ? 1000 : 10000;
	const engines = [onSqlite(posts, dir), onPostgresql(posts)];
	const rows = [];
	if (pageNames.length > 0)
		rows.push(...await byTurns(await pageRows(engines, pageNames),
			options));
	if (postingNames.length > 0)
		rows.push(...await byTurns(await postingRows(engines,
			postingNames), options));
	return rows;
}
