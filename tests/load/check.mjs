// What a run gave is whole: no part or row that was asked for is missing, every
// figure is one, and tables and picture can be made of them.
import { strict as assert } from "node:assert";
import * as apart from "./apart.mjs";
import * as footprint from "./footprint.mjs";
import * as growth from "./growth.mjs";
import * as handshake from "./handshake.mjs";
import { isWanted } from "./options.mjs";
import * as pages from "./pages.mjs";
import { asMarkdown, asText, tables } from "./report.mjs";
import * as stores from "./stores.mjs";
import { pictureOf } from "./write.mjs";

// The rows whose names begin so are there, each with all its rounds and figures.
function checkRows(rows, name, keys, options) {
	const found = (rows ?? []).filter((r) => r.name.startsWith(name));
	assert.ok(found.length > 0, `${name} was not measured`);
	for (const row of found) {
		for (const key of keys)
			assert.ok(Number.isFinite(row[key]) && row[key] > 0,
				`${row.name}: ${key} is ${row[key]}`);
		if (row.rounds)
			assert.equal(row.rounds.length, options.rounds, row.name);
	}
	return found;
}

function checkPages(result, options) {
	const names = pages.names.filter((name) => isWanted(options, name) &&
		(result?.tls.h2 || !name.endsWith("-h2")));
	for (const name of names)
		for (const row of checkRows(result?.rows.filter((r) =>
			r.name === name), name, ["us", "perSecond", "bytes",
			"ratio", "tunedRatio"], options))
			if (row.protocol !== "http")
				assert.match(row.cipher, /GCM|CHACHA/, row.name);
}

// Each on both stores, and what is compared is the same page.
function checkStores(list, options, wants) {
	for (const name of stores.names.filter(wants)) {
		const [one, other, ...more] = checkRows(list?.filter((r) =>
			r.name === name), name, ["us", "perSecond", "p50", "p99"],
		options);
		const rows = name === "store-posting-nodes" ? [one] : [other];
		checkRows(rows, name, ["databaseUs"], options);
		if (one === rows[0])
			continue;
		checkRows(rows, name, ["ratio", "speed"], options);
		assert.deepEqual([one.store, other.store, more.length],
			["SQLite", "PostgreSQL", 0], name);
		if (one.bytes)
			assert.ok(Math.abs(other.bytes / one.bytes - 1) < 0.02,
				`${name}: ${one.bytes} and ${other.bytes} bytes`);
	}
}

// Every kind in every size.
function checkGrowth(rows, options, wants) {
	for (const posts of growth.sizes(options)) {
		for (const { name, modes } of growth.kinds)
			for (const mode of modes)
				if (wants(`growth-${name}`))
					checkRows(rows, `growth-${name}-${mode}-${posts}`,
						["us", "perSecond", "bytes"], options);
		if (wants("growth-posting"))
			checkRows(rows, `growth-posting-${posts}`,
				["us", "perSecond", "p99"], options);
	}
}

// Tags that close what they open, and no figure that is none.
function checkPicture(svg) {
	const open = [];
	for (const [, slash, name, rest] of
		svg.matchAll(/<(\/?)([a-z]+)((?:\s[^<>]*)?)>/g)) {
		if (slash)
			assert.equal(open.pop(), name, `</${name}> in the picture`);
		else if (!rest.endsWith("/"))
			open.push(name);
	}
	assert.deepEqual(open, [], "open in the picture");
	assert.match(svg, /^<svg [^>]*xmlns=/);
	assert.match(svg, /<path class="/);
	assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
}

export function check(result) {
	const { options } = result;
	const wants = (name) => isWanted(options, name);
	const rows = (list, name, keys) => wants(name) &&
		checkRows(list, name, keys, options);
	checkPages(result.pages, options);
	for (const name of handshake.names)
		rows(result.handshakes, name, ["us", "perSecond", "ratio"]);
	rows(result.posting, "posting",
		["perSecond", "p50", "p99", "us", "ratio"]);
	rows(result.latency, "latency",
		["p50", "p99", "p50Posting", "p99Posting", "perSecond"]);
	checkStores(result.stores, options, wants);
	checkGrowth(result.growth, options, wants);
	for (const posts of growth.sizes(options))
		for (const [name, keys] of Object.entries(footprint.figures))
			if (wants(name))
				checkRows(result.footprint, `site-${posts}`, keys, options);
	for (const name of apart.names)
		if (wants(name))
			assert.match(result.apart.find((a) => a.name === name)?.text ?? "",
				/\d/, `${name} was not measured`);
	for (const table of tables(result))
		for (const text of [asText(table), asMarkdown(table)])
			assert.doesNotMatch(text, /NaN|undefined|Infinity/);
	if (result.growth)
		checkPicture(pictureOf(result));
}
