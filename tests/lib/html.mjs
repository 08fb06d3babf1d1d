// Just enough HTML for tests: are the tags balanced, what does it say, which
// fields has a form.  Our own pages only; browsers are tested in ../browser.
import assert from "node:assert/strict";

const empty = new Set(["area", "base", "br", "col", "embed", "hr", "img",
	"input", "link", "meta", "source", "track", "wbr"]);
const tagPattern = /<!--.*?-->|<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s"'<>\/=]+(?:="[^"<]*")?)*)\s*(\/?)>/gs;

export function checkBalanced(html, where) {
	const open = [];
	let last = 0;
	const doctype = /^<!doctype html>\s*/i.exec(html);
	assert.ok(doctype, `${where}: no doctype`);
	last = doctype[0].length;
	for (const m of html.matchAll(tagPattern)) {
		const between = html.slice(last, m.index);
		assert.ok(!/[<>]/.test(between),
			`${where}: stray bracket in ${JSON.stringify(between)}`);
		last = m.index + m[0].length;
		if (m[2] === undefined)
			continue;
		const name = m[2].toLowerCase();
		if (empty.has(name) || m[4] === "/")
			continue;
		if (m[1] === "")
			open.push(name);
		else
			assert.equal(open.pop(), name,
				`${where}: </${name}> at ${m.index}`);
	}
	assert.ok(!/[<>]/.test(html.slice(last)), `${where}: stray bracket`);
	assert.deepEqual(open, [], `${where}: not closed`);
}

export function unescape(s) {
	const named = { amp: "&", lt: "<", gt: ">", quot: '"' };
	return s.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi,
		(all, dec, hex, name) => dec ? String.fromCodePoint(+dec) :
			hex ? String.fromCodePoint(parseInt(hex, 16)) :
				named[name] ?? all);
}

export function textOf(html) {
	return unescape(html.replace(/<[^>]*>/g, " ")).replace(/\s+/g, " ").trim();
}

export function attribute(tag, name) {
	const m = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);
	return m ? unescape(m[1]) : undefined;
}

// The values that the n-th form with this action would send untouched.
export function fields(html, action, n = 0) {
	const forms = [...html.matchAll(/<form\b[^>]*>.*?<\/form>/gs)]
		.map((m) => m[0])
		.filter((f) => attribute(/<form[^>]*>/.exec(f)[0], "action") ===
			action);
	assert.ok(forms.length > n,
		`no form with action ${action} in: ${textOf(html).slice(0, 500)}`);
	const out = {};
	const form = forms[n];
	for (const m of form.matchAll(/<input\b[^>]*>/g)) {
		const type = attribute(m[0], "type") ?? "text";
		const name = attribute(m[0], "name");
		if (!name || ["submit", "button"].includes(type))
			continue;
		if (["checkbox", "radio"].includes(type) && !/\schecked/.test(m[0]))
			continue;
		out[name] = attribute(m[0], "value") ?? "";
	}
	for (const m of form.matchAll(/<textarea\b([^>]*)>(.*?)<\/textarea>/gs))
		out[attribute(`<x${m[1]}>`, "name")] =
			unescape(m[2].replace(/^\n/, ""));
	for (const m of form.matchAll(/<select\b([^>]*)>(.*?)<\/select>/gs)) {
		const options = [...m[2].matchAll(/<option\b[^>]*>/g)].map((o) => o[0]);
		const chosen = options.find((o) => /\sselected/.test(o)) ?? options[0];
		out[attribute(`<x${m[1]}>`, "name")] = attribute(chosen, "value");
	}
	return out;
}
