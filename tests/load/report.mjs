// The figures as tables: for a terminal and, with the same columns, as Markdown.
const number = (n, digits = 1) => n === undefined || n === null ? "" :
	n >= 1000 ? Math.round(n).toLocaleString("en") : n.toFixed(digits);

const protocols = { http: "HTTP", https: "HTTPS", h2: "HTTP/2" };

const pageColumns = [
	["page", (r) => r.what],
	["over", (r) => [protocols[r.protocol], r.tls?.replace("v", " ")]
		.filter(Boolean).join(", ")],
	["cipher", (r) => r.cipher ?? ""],
	["bytes", (r) => number(r.bytes)],
	["CPU µs", (r) => number(r.us)],
	["requests/s", (r) => number(r.perSecond)],
	["to nginx", (r) => number(r.ratio, 2)],
	["to tuned", (r) => number(r.tunedRatio, 2)],
];

const who = { nginx: "nginx", "nginx-other": "nginx, other TLS version",
	ours: "ours" };

const handshakeColumns = [
	["handshake", (r) => r.kind],
	["server", (r) => who[r.who]],
	["TLS", (r) => r.tls.replace("TLSv", "")],
	["group", (r) => r.group],
	["cipher", (r) => r.cipher],
	["CPU µs", (r) => number(r.us)],
	["handshakes/s", (r) => number(r.perSecond)],
	["to nginx", (r) => number(r.ratio, 2)],
];

const ms = (us) => number(us / 1000, 2);

const postingColumns = [
	["clients", (r) => String(r.clients)],
	["commits", (r) => r.what],
	["posts/s", (r) => number(r.perSecond)],
	["p50 ms", (r) => ms(r.p50)],
	["p99 ms", (r) => ms(r.p99)],
	["CPU µs", (r) => number(r.us)],
	["to one commit each", (r) => number(r.ratio, 2)],
];

const latencyColumns = [
	["page", (r) => r.what],
	["p50 ms", (r) => ms(r.p50)],
	["p99 ms", (r) => ms(r.p99)],
	["p50 while posting", (r) => ms(r.p50Posting)],
	["p99 while posting", (r) => ms(r.p99Posting)],
	["posts/s meanwhile", (r) => number(r.perSecond)],
];

const storeColumns = [
	["what", (r) => r.what],
	["store", (r) => r.store],
	["bytes", (r) => number(r.bytes)],
	["our CPU µs", (r) => number(r.us)],
	["database's", (r) => r.databaseUs > 0 ? number(r.databaseUs) : ""],
	["together, to SQLite", (r) => number(r.ratio, 2)],
	["a second", (r) => number(r.perSecond)],
	["to SQLite", (r) => number(r.speed, 2)],
	["p50 ms", (r) => ms(r.p50)],
	["p99 ms", (r) => ms(r.p99)],
];

const footprintColumns = [
	["posts", (r) => r.posts.toLocaleString("en")],
	["database MB", (r) => number(r.databaseMb)],
	["first answer ms", (r) => number(r.healthMs)],
	["first thread page ms", (r) => number(r.threadMs)],
	["memory idle MB", (r) => number(r.idleMb)],
	["memory after MB", (r) => number(r.afterMb)],
];

const targetColumns = [
	["target", (r) => r.what],
	["aimed at", (r) => r.target],
	["reached", (r) => r.reached],
	["", (r) => ({ true: "met", false: "NOT met" })[r.isMet] ?? ""],
	["", (r) => r.text],
];

// A line for each kind of page, a column for each size.
function growthTable(rows) {
	const posts = [...new Set(rows.map((r) => r.posts))].sort((a, b) => a - b);
	const lines = [...new Set(rows.map((r) => `${r.kind} ${r.mode}`))]
		.map((key) => rows.filter((r) => `${r.kind} ${r.mode}` === key));
	const at = (line, n) => line.find((r) => r.posts === n);
	const base = posts.includes(10000) ? 10000 : posts[0];
	const end = posts.includes(1000000) ? 1000000 : posts.at(-1);
	return { title: "Growth: server CPU µs for a request, over HTTPS",
		rows: lines, columns: [
			["page", (l) => l[0].what],
			["cache", (l) => l[0].mode === "cached" ? "on" : "off"],
			...posts.map((n) => [n.toLocaleString("en"),
				(l) => number(at(l, n).us)]),
			[`${end.toLocaleString("en")} to ${base.toLocaleString("en")}`,
				(l) => number(at(l, end).us / at(l, base).us, 2)],
			["bytes", (l) => at(l, base).bytes ? [base, end].map((n) =>
				number(at(l, n).bytes)).join(" → ") : ""],
		] };
}

// A table is { title, columns: [[head, cell]], rows }, or { title, text }.
export function tables(result) {
	const list = [];
	if (result.pages)
		list.push({ title: "Pages: server CPU for a request",
			columns: pageColumns, rows: result.pages.rows,
			note: result.pages.missing });
	if (result.handshakes)
		list.push({ title: "TLS handshakes: server CPU for a connection",
			columns: handshakeColumns, rows: result.handshakes });
	if (result.posting)
		list.push({ title: "Posting through HTTPS, each on the disk when " +
			"acknowledged", columns: postingColumns,
		rows: result.posting });
	if (result.latency)
		list.push({ title: "Waiting for a thread page while 64 clients post",
			columns: latencyColumns, rows: result.latency });
	if (result.stores)
		list.push({ title: "The same site on SQLite and on PostgreSQL, over " +
			"HTTPS", columns: storeColumns, rows: result.stores });
	if (result.growth)
		list.push(growthTable(result.growth));
	if (result.footprint)
		list.push({ title: `Start and memory (page cache ${result.cacheMb} MB)`,
			columns: footprintColumns, rows: result.footprint });
	list.push(...result.apart);
	if (result.targets.length > 0)
		list.push({ title: "Targets", columns: targetColumns,
			rows: result.targets });
	return list;
}

const isNumber = (text) => /^[<\d][\d.,]*$/.test(text);

function cells(table) {
	return table.rows.map((row) => table.columns.map(([, cell]) => cell(row)));
}

export function asText(table) {
	if (table.text)
		return `${table.title}\n${table.text}`;
	const all = [table.columns.map(([head]) => head), ...cells(table)];
	const widths = all[0].map((_, i) => Math.max(...all.map((l) => l[i].length)));
	const lines = all.map((line) => line.map((text, i) => isNumber(text) ||
		(line === all[0] && all[1]?.[i] && isNumber(all[1][i])) ?
		text.padStart(widths[i]) : text.padEnd(widths[i])).join("  ").trimEnd());
	return [table.title, ...lines, ...(table.note ? [table.note] : [])]
		.join("\n");
}

export function asMarkdown(table) {
	if (table.text)
		return `### ${table.title}\n\n\`\`\`\n${table.text}\n\`\`\`\n`;
	const rows = cells(table);
	const right = table.columns.map((_, i) => rows.some((r) => isNumber(r[i])));
	const line = (words) => `| ${words.join(" | ")} |`;
	return [`### ${table.title}`, "", line(table.columns.map(([h]) => h)),
		line(right.map((r) => r ? "---:" : "---")), ...rows.map(line), "",
		...(table.note ? [table.note, ""] : [])].join("\n");
}
