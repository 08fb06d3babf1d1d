// The growth curves as a picture: processor time of a request against the number of
// posts (by tens), made at every request above, from the cache below.
const width = 860, left = 64, right = 250, panelHeight = 300, top = 56, gap = 76;

// One for each kind of page, told apart in the light and in the dark, and by name.
const colours = { thread: ["#0b6bcb", "#6cb6ff"], deep: ["#0a7d5a", "#4cc9a0"],
	theme: ["#8a5a00", "#e0b050"], front: ["#b3261e", "#ff8f87"],
	random: ["#6b4fbb", "#b9a3ff"], member: ["#a3257c", "#ff8ad8"],
	common: ["#4d5b66", "#a9b7c2"], rare: ["#00707f", "#5fd0dd"],
	posting: ["#5c6b00", "#c3d350"] };

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text) => String(text).replace(/[&<>"]/g, (c) => escapes[c]);

const count = (n) => n >= 1e6 ? `${n / 1e6} million` :
	n.toLocaleString("en");

// 1, 2 or 5 times a power of ten: so that four to eight steps reach max.
function stepFor(max) {
	const power = 10 ** Math.floor(Math.log10(max / 4));
	return [1, 2, 5, 10].map((n) => n * power).find((n) => max / n <= 8);
}

function style() {
	const rule = (i) => Object.entries(colours).map(([name, pair]) =>
		`.${name}{stroke:${pair[i]};fill:${pair[i]}}`).join("");
	return `<style>
text{font:13px system-ui,sans-serif;fill:#1c2733;stroke:none}
.title{font-weight:600;font-size:15px}
.quiet{fill:#52606d}
.grid{stroke:#d5dce3;stroke-width:1}
.paper{fill:#ffffff}
path{fill:none!important;stroke-width:2}
${rule(0)}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}
.quiet{fill:#9fb0bf}
.grid{stroke:#39434d}
.paper{fill:#11161b}
${rule(1)}
}
</style>`;
}

// Names at the ends of lines, moved apart where they would touch.
function labels(lines, bottom) {
	const list = [...lines].sort((a, b) => a.y - b.y);
	for (let i = 1; i < list.length; i++)
		list[i].y = Math.max(list[i].y, list[i - 1].y + 16);
	for (let i = list.length - 1, most = bottom; i >= 0; i--, most -= 16)
		list[i].y = Math.min(list[i].y, most);
	return list.map((l) => `<text x="${width - right + 12}" ` +
		`y="${(l.y + 4).toFixed(1)}">${escape(l.text)}</text>` +
		`<path class="${l.kind}" d="M${width - right + 3} ` +
		`${l.end.toFixed(1)}L${width - right + 9} ${l.y.toFixed(1)}"/>`);
}

function panel(title, rows, sizes, offset) {
	const max = Math.max(...rows.map((r) => r.us)) * 1.08;
	const [low, high] = [sizes[0], sizes.at(-1)].map(Math.log10);
	const x = (posts) => left + (Math.log10(posts) - low) /
		(high - low || 1) * (width - left - right);
	const y = (us) => offset + panelHeight - us / max * panelHeight;
	const out = [`<text class="title" x="${left}" y="${offset - 14}">` +
		`${escape(title)}</text>`];
	const step = stepFor(max);
	for (let us = 0; us <= max; us += step)
		out.push(`<line class="grid" x1="${left}" x2="${width - right}" ` +
			`y1="${y(us).toFixed(1)}" y2="${y(us).toFixed(1)}"/>`,
		`<text class="quiet" text-anchor="end" x="${left - 8}" ` +
			`y="${(y(us) + 4).toFixed(1)}">${us.toLocaleString("en")}</text>`);
	for (const posts of sizes)
		out.push(`<text class="quiet" text-anchor="middle" ` +
			`x="${x(posts).toFixed(1)}" y="${offset + panelHeight + 20}">` +
			`${count(posts)}</text>`);
	const ends = [];
	for (const kind of new Set(rows.map((r) => r.kind))) {
		const line = rows.filter((r) => r.kind === kind)
			.sort((a, b) => a.posts - b.posts);
		const at = line.map((r) => [x(r.posts), y(r.us)]
			.map((n) => n.toFixed(1)).join(" "));
		out.push(`<path class="${kind}" d="M${at.join("L")}"/>`,
			...line.map((r) => `<circle class="${kind}" r="3" ` +
				`cx="${x(r.posts).toFixed(1)}" cy="${y(r.us).toFixed(1)}">` +
				`<title>${escape(r.what)}, ${count(r.posts)} posts: ` +
				`${r.us.toFixed(1)} µs</title></circle>`));
		ends.push({ kind, y: y(line.at(-1).us), end: y(line.at(-1).us),
			text: `${line[0].what}, ${line.at(-1).us.toFixed(0)}` });
	}
	return [...out, ...labels(ends, offset + panelHeight)];
}

// rows: of growth.mjs; about: the machine, in a line.
export function growthPicture(rows, about) {
	const sizes = [...new Set(rows.map((r) => r.posts))].sort((a, b) => a - b);
	const parts = [["Made at every request (cache off), and posting", "rendered"],
		["From the page cache", "cached"]]
		.map(([title, mode]) => [title, rows.filter((r) => r.mode === mode)])
		.filter(([, some]) => some.length > 0);
	const height = top + parts.length * (panelHeight + gap) + 8;
	const title = "Processor time of a request, µs, by the number of posts";
	return `<svg xmlns="http://www.w3.org/2000/svg" role="img" ` +
		`viewBox="0 0 ${width} ${height}" width="${width}" ` +
		`height="${height}" aria-label="${title}">
${style()}
<rect class="paper" width="${width}" height="${height}"/>
<text class="title" x="${left}" y="22">${title}</text>
${parts.flatMap(([text, some], i) => panel(text, some, sizes,
		top + 20 + i * (panelHeight + gap))).join("\n")}
<text class="quiet" x="${left}" y="${height - 10}">${escape(about)}</text>
</svg>
`;
}
