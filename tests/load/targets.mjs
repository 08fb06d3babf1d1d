// What was aimed at (ratios in one run on one machine) and what was reached.  A
// target whose rows were not measured is left out.
const page = (r, name) => r.pages?.rows.find((row) => row.name === name);
const handshakeOf = (r, kind) => r.handshakes?.find((row) =>
	row.name === `handshake-${kind}-ours`);
const siteOf = (r, posts) => r.footprint?.find((row) => row.posts === posts);

// The page kind that grew most between two sizes: { value, text }.
function worstGrowth(result, mode) {
	const at = (posts) => (result.growth ?? []).filter((row) =>
		row.mode === mode && row.posts === posts);
	const grown = at(1000000).map((big) => ({ what: big.what, value: big.us /
		at(10000).find((small) => small.kind === big.kind)?.us }));
	grown.sort((a, b) => b.value - a.value);
	return grown.length === 0 ? undefined :
		{ value: grown[0].value, text: `most: ${grown[0].what}` };
}

const ratio = (row) => row && { value: row.ratio };

// [what, limit, unit, how it was measured]; a limit below is one to reach.
const list = [
	["cached thread page, HTTPS, beside nginx", 0.85, "×",
		(r) => ratio(page(r, "visitor-https"))],
	["cached thread page, HTTP, beside nginx", 0.75, "×",
		(r) => ratio(page(r, "visitor-http"))],
	["cached thread page, HTTP/2, beside nginx", 0.7, "×",
		(r) => ratio(page(r, "visitor-h2"))],
	["member's thread page, beside nginx HTTPS", 3, "×",
		(r) => ratio(page(r, "member-https"))],
	["thread page made whole, beside nginx HTTPS", 15, "×",
		(r) => ratio(page(r, "rendered-https"))],
	["full handshake, beside nginx", 1.4, "×",
		(r) => ratio(handshakeOf(r, "full"))],
	["resumed handshake, beside nginx", 0.9, "×",
		(r) => ratio(handshakeOf(r, "resumed"))],
	["posts/s of 64 clients, beside one commit each", -2.5, "×",
		(r) => ratio(r.posting?.find((row) => row.name === "posting-64"))],
	["any page, 1 million posts beside 10,000: made", 1.3, "×",
		(r) => worstGrowth({ growth: r.growth?.filter((row) =>
			row.kind !== "posting") }, "rendered")],
	["any page, 1 million posts beside 10,000: cached", 1.05, "×",
		(r) => worstGrowth(r, "cached")],
	["resident memory after the load, 1 million posts, beyond the cache", 64,
		" MB", (r) => siteOf(r, 1000000)?.afterMb && {
			value: siteOf(r, 1000000).afterMb - r.cacheMb,
			text: `${r.cacheMb} MB cache` }],
	["start until the first thread page, 1 million posts", 100, " ms",
		(r) => siteOf(r, 1000000)?.threadMs &&
			{ value: siteOf(r, 1000000).threadMs }],
];

// The one without a number: stated, not judged.
function waiting(result) {
	const row = result.latency?.find((row) => row.name === "latency-other");
	return row ? [{ what: "thread page while 64 clients post, p99",
		target: "stated", reached: `${(row.p99Posting / 1000).toFixed(1)} ms, ` +
			`${(row.p99 / 1000).toFixed(1)} ms without`, isMet: null,
		text: "" }] : [];
}

export function judge(result) {
	const met = list.map(([what, limit, unit, measured]) => {
		const got = measured(result);
		if (!got)
			return null;
		return { what, value: got.value, text: got.text ?? "",
			target: `${limit < 0 ? "≥" : "≤"} ${Math.abs(limit)} ${unit}`
				.replace("  ", " "),
			reached: `${got.value.toFixed(2)} ${unit}`.replace("  ", " "),
			isMet: limit < 0 ? got.value >= -limit : got.value <= limit };
	}).filter(Boolean);
	return [...met, ...waiting(result)];
}
