// What pages cost beside nginx handing out the thread page from a file.
import { h2load, measureRows } from "./client.mjs";
import { startNginx } from "./nginx.mjs";
import { isWanted } from "./options.mjs";
import { cookie, copyOf, fullThread, negotiated, pageOf, plainMember, rareWord,
	siteOf, startOurs, writer } from "./ours.mjs";

const posts = 10000;

// Every row: what is asked of whom.  Behind the name the protocol stands.
const rows = [
	["nginx-http", "nginx, as installed"],
	["nginx-http-tuned", "nginx, tuned"],
	["visitor-http", "thread page, cached"],
	["rendered-http", "thread page, cache off"],
	["member-http", "thread page, member"],
	["nginx-https", "nginx, as installed"],
	["nginx-https-tuned", "nginx, tuned"],
	["nginx-https-other", "nginx, other TLS version"],
	["visitor-https", "thread page, cached"],
	["rendered-https", "thread page, cache off"],
	["member-https", "thread page, member"],
	["own-https", "thread page, member's own posts"],
	["front-https", "front page, cached"],
	["frontmember-https", "front page, member"],
	["frontrendered-https", "front page, cache off"],
	["searchcommon-https", "search, common word"],
	["searchrare-https", "search, rare word"],
	["nginx-h2", "nginx, as installed"],
	["nginx-h2-tuned", "nginx, tuned"],
	["visitor-h2", "thread page, cached"],
	["rendered-h2", "thread page, cache off"],
	["member-h2", "thread page, member"],
].map(([name, what]) => ({ name, what, protocol: name.split("-")[1] }));

export const names = rows.filter((r) => !r.name.startsWith("nginx"))
	.map((r) => r.name);

// What was asked for, each with what it stands beside.
function wanted(options, h2) {
	const own = rows.filter((r) => names.includes(r.name) &&
		isWanted(options, r.name) && (h2 || r.protocol !== "h2"));
	return rows.filter((r) => own.includes(r) ||
		(r.name.startsWith("nginx") &&
			own.some((o) => o.protocol === r.protocol)));
}

async function openSite(dir) {
	const data = siteOf(posts, dir);
	const cached = await startOurs({ data: copyOf(data) });
	const off = await startOurs({ data: copyOf(data),
		args: ["--cache-mb", "0"] });
	const visitor = cached.client({ plain: true });
	const thread = await fullThread(visitor);
	return { cached, off, thread, page: await pageOf(visitor, thread),
		rare: await rareWord(visitor),
		member: await plainMember(cached, thread),
		memberPlain: await plainMember(cached, thread, { plain: true }),
		own: await writer(cached, thread) };
}

// Our rows: which server, which address, signed in as whom.
function ourTarget(name, s) {
	const [kind, protocol] = name.split("-");
	const { server, path, client } = {
		visitor: { server: s.cached, path: s.thread },
		rendered: { server: s.off, path: s.thread },
		member: { server: s.cached, path: s.thread,
			client: protocol === "http" ? s.memberPlain : s.member },
		own: { server: s.cached, path: s.thread, client: s.own.client },
		front: { server: s.cached, path: "/" },
		frontmember: { server: s.cached, path: "/", client: s.member },
		frontrendered: { server: s.off, path: "/" },
		searchcommon: { server: s.cached, path: "/search?q=de" },
		searchrare: { server: s.cached, path: `/search?q=${s.rare}` },
	}[kind];
	const base = protocol === "http" ? server.plainUrl : server.url;
	return { pid: server.pid, url: base + path, before: server.emptyLog, path,
		headers: client ? cookie(client) : {},
		who: client ?? server.client({ plain: protocol === "http" }) };
}

function nginxTarget(row, nginx, tls) {
	const [, protocol, variant] = row.name.split("-");
	const version = tls.protocol === "TLSv1.3" ? "tls13" : "tls12";
	const listener = variant === "other" ?
		{ tls12: "tls13", tls13: "tls12" }[version] :
		{ http: "http", https: version, h2: `h2${version}` }[protocol];
	return { pid: nginx.pid, url: nginx.url(listener, variant === "tuned"),
		before: nginx.emptyLog };
}

// The suite of TLS 1.2 that nginx is to speak beside ours.
const suite = (tls) => tls.protocol === "TLSv1.2" ? tls.cipher :
	"ECDHE-ECDSA-AES256-GCM-SHA384";

async function describe(row, s, nginx, tls) {
	const isOurs = names.includes(row.name);
	row.target = isOurs ? ourTarget(row.name, s) :
		nginxTarget(row, nginx, tls);
	if (row.protocol === "h2")
		row.target.client = h2load;
	if (row.protocol !== "http") {
		const n = negotiated(new URL(row.target.url).port);
		Object.assign(row, { tls: n.protocol, cipher: n.cipher });
	}
	row.bytes = s.page.gzip.length;
	if (isOurs)
		row.bytes = (await pageOf(row.target.who, row.target.path)).gzip.length;
}

// Ratios to nginx of the same protocol, as installed and tuned.
function compare(list) {
	const of = (name) => list.find((r) => r.name === name);
	for (const row of list) {
		row.ratio = row.us / of(`nginx-${row.protocol}`).us;
		row.tunedRatio = row.us / of(`nginx-${row.protocol}-tuned`).us;
	}
}

export async function measurePages(options, dir) {
	if (!names.some((name) => isWanted(options, name)))
		return null;
	const s = await openSite(dir);
	const tls = negotiated(s.cached.port);
	const nginx = await startNginx(s.page, { suite: suite(tls),
		cert: `${s.cached.data}/cert.pem`, key: `${s.cached.data}/key.pem` });
	const list = wanted(options, tls.h2);
	for (const row of list)
		await describe(row, s, nginx, tls);
	await measureRows(list, options);
	compare(list);
	await nginx.stop();
	await s.cached.stop();
	await s.off.stop();
	return { posts, tls, rows: list.map(({ target, ...rest }) => rest),
		missing: tls.h2 ? null : "the server does not offer HTTP/2" };
}
