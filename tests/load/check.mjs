// What a run gave is whole: no part or row is missing, every figure is one.
import { strict as assert } from "node:assert";
import { isWanted } from "./options.mjs";
import * as handshake from "./handshake.mjs";
import * as pages from "./pages.mjs";

function isFigure(row, keys) {
	for (const key of keys)
		assert.ok(Number.isFinite(row[key]) && row[key] > 0,
			`${row.name}: ${key} is ${row[key]}`);
}

function checkPages(result, options) {
	const names = pages.names.filter((name) => isWanted(options, name) &&
		(result.tls.h2 || !name.endsWith("-h2")));
	for (const name of names)
		assert.ok(result.rows.some((r) => r.name === name),
			`${name} was not measured`);
	for (const row of result.rows) {
		isFigure(row, ["us", "perSecond", "bytes", "ratio", "tunedRatio"]);
		assert.equal(row.rounds.length, options.rounds, row.name);
		if (row.protocol !== "http")
			assert.match(row.cipher, /GCM|CHACHA/, row.name);
	}
}

// name: what its rows' names begin with.
function checkRows(rows, options, name, keys) {
	assert.ok(rows?.length > 0, `${name} was not measured`);
	for (const row of rows) {
		isFigure(row, keys);
		assert.equal(row.rounds.length, options.rounds, row.name);
	}
}

export function check(result, options) {
	const wants = (name) => isWanted(options, name);

	if (pages.names.some((name) => isWanted(options, name)))
		checkPages(result.pages, options);
	for (const name of handshake.names.filter(wants))
		checkRows(result.handshakes?.filter((r) =>
			r.name.startsWith(name)), options, name,
		["us", "perSecond", "ratio"]);
	if (wants("posting"))
		checkRows(result.posting, options, "posting",
			["perSecond", "p50", "p99", "us", "ratio"]);
	if (wants("latency"))
		checkRows(result.latency, options, "latency",
			["p50", "p99", "p50Posting", "p99Posting", "perSecond"]);
}
