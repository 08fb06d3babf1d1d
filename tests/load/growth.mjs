// Each kind of page, and posting, in sites of more and more posts.
import { measureRows, medians } from "./client.mjs";
import { isWanted } from "./options.mjs";
import { cookie, longThread, pageOf, rareWord, siteOf, startOurs } from
	"./ours.mjs";
import { openPosters, post } from "./posting.mjs";

export const kinds = [
	{ name: "thread", what: "thread page", modes: ["cached", "rendered"] },
	{ name: "deep", what: "half-way the longest thread",
		modes: ["cached", "rendered"] },
	{ name: "theme", what: "theme", modes: ["cached", "rendered"] },
	{ name: "front", what: "front page", modes: ["cached", "rendered"] },
	{ name: "random", what: "threads at random", modes: ["rendered"] },
	{ name: "member", what: "member's thread page",
		modes: ["cached", "rendered"] },
	{ name: "common", what: "search, common word", modes: ["rendered"] },
	{ name: "rare", what: "search, rare word", modes: ["rendered"] },
];
export const names = [...kinds.map((k) => `growth-${k.name}`),
	"growth-posting"];

export function sizes(options) {
	if (options.quick)
		return [200, 1000];
	return [1000, 10000, 100000, 1000000, ...(options.huge ? [10000000] : [])];
}

// The longest thread is the first that the filling made; all after it are its too.
export async function filling(client) {
	const last = Number(/href="\/t\/(\d+)" dir="auto">Proefgesprek/
		.exec((await client.get("/")).body)[1]);
	for (let first = 1; first < 60; first++) {
		const page = await client.get(`/t/${first}`);
		if (!page.body.includes("<title>Proefgesprek 0 "))
			continue;
		const pages = [...page.body.matchAll(/\?page=(\d+)/g)]
			.map((m) => Number(m[1]));
		return { first, last, middle: Math.ceil(Math.max(1, ...pages) / 2) };
	}
	throw new Error("the site was not filled");
}

// Of the pages half-way the longest thread the one that is nearest to a length: what
// a page costs depends on its words, which are not the same in each site.
const deepBytes = 31000;
async function deepPage(client, { first, middle }) {
	let found, least = Infinity;
	for (let n = Math.max(1, middle - 8); n <= middle + 8; n++) {
		const path = `/t/${first}?page=${n}`;
		const page = await client.raw("GET", path);
		const off = Math.abs(page.bytes.length - deepBytes);
		if (page.status === 200 && off < least)
			[found, least] = [path, off];
	}
	return found;
}

async function openSite(data, mode) {
	const site = await startOurs({ data,
		args: mode === "rendered" ? ["--cache-mb", "0"] : [] });
	const client = site.client();
	const member = site.client();
	await member.signIn("lid@demo.example");
	const fill = await filling(client);
	return { site, member, fill, thread: await longThread(client),
		deep: await deepPage(client, fill) };
}

function targetOf(kind, s) {
	const path = { thread: s.thread, member: s.thread, front: "/",
		deep: s.deep, theme: "/theme/proef", common: "/search?q=de",
		rare: `/search?q=${s.rare}`, random: `/t/${s.fill.first}` }[kind];
	const target = { pid: s.site.pid, url: s.site.url + path,
		before: s.site.emptyLog, path };
	if (kind === "member")
		target.headers = cookie(s.member);
	if (kind === "random")
		Object.assign(target, { script: "walk.lua",
			words: [String(s.fill.first), String(s.fill.last)] });
	return target;
}

// The sizes by turns, one kind after another.
async function measureMode(mode, wanted, options, dir) {
	const rows = [], open = [];
	const here = wanted.filter((k) => k.modes.includes(mode));
	if (here.length === 0)
		return rows;
	for (const posts of sizes(options))
		open.push({ posts, ...await openSite(siteOf(posts, dir), mode) });
	const rare = await rareWord(open.at(-1).site.client());
	for (const kind of here) {
		const some = open.map((s) => ({ kind: kind.name, what: kind.what, mode,
			name: `growth-${kind.name}-${mode}-${s.posts}`, posts: s.posts,
			target: targetOf(kind.name, { ...s, rare }) }));
		for (const [i, row] of some.entries())
			row.bytes = (await pageOf(kind.name === "member" ?
				open[i].member : open[i].site.client(),
			row.target.path)).gzip.length;
		await measureRows(some, options);
		rows.push(...some.map(({ target, ...rest }) => rest));
	}
	for (const s of open)
		await s.site.stop();
	return rows;
}

async function measurePosting(options, dir) {
	const rows = [];
	for (const posts of sizes(options)) {
		const s = await openPosters(siteOf(posts, dir));
		const rounds = [];
		for (let i = 0; i < options.rounds; i++)
			rounds.push(await post(s, 64, options.seconds));
		await s.close();
		rows.push({ name: `growth-posting-${posts}`, kind: "posting",
			what: "posting, 64 clients", mode: "rendered", posts, rounds,
			...medians(rounds) });
	}
	return rows;
}

export async function measureGrowth(options, dir) {
	const wanted = kinds.filter((k) => isWanted(options, `growth-${k.name}`));
	const rows = [...await measureMode("cached", wanted, options, dir),
		...await measureMode("rendered", wanted, options, dir)];
	if (isWanted(options, "growth-posting"))
		rows.push(...await measurePosting(options, dir));
	return rows.length > 0 ? rows : null;
}
