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

// The elements that our templates and markdown have: any other in a page was
// smuggled in.  Of attributes those that we never write.
const elements = new Set(("a article aside bdi blockquote body br button code " +
	"data dd del details div dl dt em fieldset footer form h1 h2 h3 h4 h5 h6 " +
	"head header hr html img input label legend li link main meta nav ol " +
	"option p path pre script section select span strong summary svg symbol " +
	"table tbody td textarea th thead time title tr ul use").split(" "));
const dangerous = /^(on.*|style|srcdoc|http-equiv|ping|background|.*:.*)$/;

// Nothing in the page runs, loads from elsewhere or sends elsewhere.
export function checkHarmless(html, where) {
	for (const m of html.matchAll(tagPattern)) {
		assert.ok(m[2] !== undefined, `${where}: comment ${m[0]}`);
		const name = m[2].toLowerCase();
		assert.ok(elements.has(name), `${where}: ${m[0]}`);
		for (const [, key, , value] of
			m[3].matchAll(/\s([^\s=]+)(="([^"]*)")?/g)) {
			const at = `${where}: ${key}="${value}" in ${m[0]}`;
			assert.doesNotMatch(key, dangerous, at);
			if (name === "link" && /rel="icon"/.test(m[3]))
				assert.match(m[3], /href="data:image\/svg\+xml,[^"&]+"/, at);
			else if (key === "src" || (name === "link" && key === "href" &&
				!/rel="canonical"/.test(m[3])))
				assert.match(value, /^\/static\/[a-z0-9.-]+$/, at);
			else if (key === "href")
				assert.match(unescape(value),
					/^(\/(?!\/)|#|https?:\/\/|mailto:|tel:)/i, at);
			else if (key === "action" || key === "formaction")
				assert.match(value, /^\/(?!\/)/, at);
		}
		if (name === "script" && m[1] === "")
			assert.match(m[3], /\ssrc="/, `${where}: ${m[0]}`);
	}
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
