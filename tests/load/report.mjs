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

// A table is { title, columns: [[head, cell]], rows }.
export function tables(result) {
	const list = [];
	if (result.pages)
		list.push({ title: "Pages: server CPU for a request",
			columns: pageColumns, rows: result.pages.rows,
			note: result.pages.missing });
	return list;
}

const isNumber = (text) => /^[<\d][\d.,]*$/.test(text);

function cells(table) {
	return table.rows.map((row) => table.columns.map(([, cell]) => cell(row)));
}

export function asText(table) {
	const all = [table.columns.map(([head]) => head), ...cells(table)];
	const widths = all[0].map((_, i) => Math.max(...all.map((l) => l[i].length)));
	const lines = all.map((line) => line.map((text, i) => isNumber(text) ||
		(line === all[0] && all[1]?.[i] && isNumber(all[1][i])) ?
		text.padStart(widths[i]) : text.padEnd(widths[i])).join("  ").trimEnd());
	return [table.title, ...lines, table.note ?? "", ""].filter((line, i) =>
		i <= lines.length || line || i === lines.length + 2).join("\n");
}

export function asMarkdown(table) {
	const rows = cells(table);
	const right = table.columns.map((_, i) => rows.some((r) => isNumber(r[i])));
	const line = (words) => `| ${words.join(" | ")} |`;
	return [`### ${table.title}`, "", line(table.columns.map(([h]) => h)),
		line(right.map((r) => r ? "---:" : "---")), ...rows.map(line), "",
		...(table.note ? [table.note, ""] : [])].join("\n");
}
