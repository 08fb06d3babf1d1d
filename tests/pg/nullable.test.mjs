// What queries give that may be NULL is declared so ("closed_at time?"): for each
// column of each query, by the plan and the catalogue of a PostgreSQL.
//
//	GEN_DIR=build/dev/gen/query cluster run LINK node --test nullable.test.mjs
//
// A column that is declared without ? has to be shown not to be NULL: it is a
// column that is NOT NULL, of a table on no outer side of a join, or one of the
// few expressions below.
import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ask, makeDatabase } from "../lib/pg.mjs";

const dir = process.env.GEN_DIR;
const read = (name) => readFileSync(join(dir, name), "utf8");

// Plans for any parameters: { name: the plan's top node }.
function plansOf(uri, script) {
	const explain = [...script.matchAll(/^PREPARE q_(\w+)(?: \((.*)\))? AS$/gm)]
		.map(([, name, types]) => `\\echo query ${name}\n` +
			`EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) EXECUTE q_${name}` +
			(types ? `(${types.split(",").map(() => "NULL")})` : "") + ";");
	const said = ask(uri, `${script}\n\\echo plans\n${explain.join("\n")}\n`);
	return Object.fromEntries(said.split("\nplans\n").pop().split(/^query /m)
		.slice(1).map((part) => [part.slice(0, part.indexOf("\n")),
			JSON.parse(part.slice(part.indexOf("\n")))[0].Plan]));
}

// "table.column" of all that are NOT NULL.
const notNull = (uri) => new Set(ask(uri, `
	SELECT c.relname || '.' || a.attname
	  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	 WHERE a.attnotnull AND c.relnamespace NOT IN ('pg_catalog'::regnamespace,
	       'information_schema'::regnamespace)`).split("\n"));

function isOuterSide(parent, child) {
	const side = child["Parent Relationship"];
	return parent["Join Type"] === "Full" ||
		(parent["Join Type"] === "Left" && side === "Inner") ||
		(parent["Join Type"] === "Right" && side === "Outer");
}

// Of a plan: who is called what, what a join may leave out, what stands apart.
function scopeOf(plan) {
	const scope = { nodes: [], outer: new Set(), outerOutputs: new Set(),
		apart: new Map() };
	const walk = (node, isOuter) => {
		scope.nodes.push(node);
		if (isOuter) {
			scope.outer.add(node);
			for (const text of node.Output ?? [])
				scope.outerOutputs.add(text);
		}
		const [, name, param] = /^(?:SubPlan|InitPlan) (\d+)(?: \(returns (\$\d+)\))?/
			.exec(node["Subplan Name"]) ?? [];
		if (name)
			scope.apart.set(param ?? name, node);
		for (const child of node.Plans ?? [])
			walk(child, isOuter || isOuterSide(node, child));
	};
	walk(plan, false);
	return scope;
}

// Parts of an expression at its top level, between words or marks that match.
function split(text, at) {
	const parts = [""], tokens = text.match(
		/'(?:[^']|'')*'|"[^"]*"|\w+|\s+|::|./gs);
	let depth = 0;
	for (const token of tokens ?? []) {
		const closes = token === ")" || token === "END";
		depth -= closes;
		if (depth === 0 && at.test(token))
			parts.push("");
		else
			parts[parts.length - 1] += token;
		depth += token === "(" || token === "CASE";
	}
	return parts.map((part) => part.trim());
}

// The inside of "word(...)", if that is all of it.
function inside(text, word) {
	const begins = text.startsWith(`${word}(`) && text.endsWith(")");
	const rest = begins ? text.slice(word.length + 1, -1) : ")";
	let depth = 0;
	for (const token of rest.match(/'(?:[^']|'')*'|"[^"]*"|[^'"]/gs) ?? []) {
		depth += token === "(" ? 1 : token === ")" ? -1 : 0;
		if (depth < 0)
			return null;
	}
	return rest;
}

// One row always: an aggregate over all there is, or none of any table.
const hasRow = (node) => (node["Node Type"] === "Aggregate" &&
	node.Strategy === "Plain") ||
	(node["Node Type"] === "Result" && !node["One-Time Filter"]);

function apartIsSure(scope, name, known) {
	const node = scope.apart.get(name);
	return node !== undefined && !scope.outer.has(node) && hasRow(node) &&
		isSure(scope, outputOf(node)[0], known);
}

const bare = (name) => name.replace(/^"(.*)"$/, "$1");

// What a node gives; a union has the words of its first part.
const outputOf = (node) => node.Output ?? outputOf(node.Plans[0]);

// Without an alias where there is one table.
function columnIsSure(scope, text, known) {
	const [, alias, column] = /^(?:("[^"]+"|\w+)[.])?("[^"]+"|\w+)$/.exec(text);
	const found = scope.nodes.filter((n) => n.Alias &&
		(alias === undefined || n.Alias === bare(alias)));
	return found.length > 0 && found.every((n) => {
		if (scope.outer.has(n))
			return false;
		if (n["Node Type"] !== "Subquery Scan")
			return known.has(`${n["Relation Name"]}.${bare(column)}`);
		const below = outputOf(n.Plans[0]);
		return below.length === n.Output.length &&
			isSure(scope, below[n.Output.indexOf(text)], known);
	});
}

// The other parts of a union in whose first part this stands.
function othersAreSure(scope, text, known) {
	return scope.nodes.filter((n) => /Append$/.test(n["Node Type"])).every((n) => {
		const [first, ...rest] = n.Plans.filter((p) => !p["Subplan Name"])
			.map(outputOf);
		const i = first.indexOf(text);
		return i === -1 || rest.every((r) => isSure(scope, r[i], known));
	});
}

// What stands behind THEN is every second part; with ELSE there is one more.
function caseIsSure(scope, text, known) {
	const parts = split(text.slice("CASE".length, -"END".length),
		/^(WHEN|THEN|ELSE)$/);
	const given = parts.filter((_, i) => i > 0 && i % 2 === 0);
	return parts.length % 2 === 0 && [...given, parts.at(-1)].every((part) =>
		isSure(scope, part, known));
}

// Can it be shown that an expression, as EXPLAIN prints it, is never NULL?
function isSure(scope, text, known) {
	const body = text === undefined ? null : inside(text, "");
	if (text === undefined || ![text, body].every((t) =>
		othersAreSure(scope, t, known)))
		return false;
	if (/^-?\d+$|^'(?:[^']|'')*'$/.test(text) || inside(text, "count") !== null)
		return true;
	if (/^(?:("[^"]+"|\w+)[.])?("[^"]+"|\w+)$/.test(text))
		return columnIsSure(scope, text, known);
	// Made below a join that may leave it out.
	if (scope.outerOutputs.has(text) || scope.outerOutputs.has(body))
		return false;
	const apart = /^(?:SubPlan (\d+)|[(]?InitPlan (\d+)[)]?[.]col1|(\$\d+))$/
		.exec(text);
	if (apart)
		return apartIsSure(scope, apart[1] ?? apart[2] ?? apart[3], known);
	if (body !== null)
		return isSure(scope, body, known);
	const [cast, ...types] = split(text, /^::$/);
	if (types.length > 0)
		return isSure(scope, cast, known);
	const list = inside(text, "COALESCE");
	if (list !== null)
		return split(list, /^,$/).some((part) => isSure(scope, part, known));
	return /^CASE\b.*\bEND$/s.test(text) && caseIsSure(scope, text, known);
}

// Columns of a plan that may be NULL, as far as can be shown.
function mayBeNull(plan, n, known) {
	const scope = scopeOf(plan), output = n === 0 ? [] : outputOf(plan);
	return [...Array(n).keys()].filter((i) => !isSure(scope, output[i], known));
}

test("what may be NULL is declared so", () => {
	const uri = makeDatabase(), plans = plansOf(uri, read("all.pg.sql"));
	const known = notNull(uri), wrong = [];
	const queries = read("all.pg.txt").split(/^query /m).slice(1);
	for (const query of queries) {
		const [name, ...columns] = query.trim().split("\n");
		for (const i of mayBeNull(plans[name], columns.length, known))
			if (!columns[i].endsWith("?"))
				wrong.push(`${name}: ${columns[i]}: ` +
					outputOf(plans[name])[i]);
	}
	assert.ok(queries.length > 10);
	assert.deepEqual(wrong, []);
});

// Would it notice?
const sure = ["x.a", "count(*)", "coalesce(x.b, 0)", "coalesce(x.b, x.a)", "1",
	"CASE WHEN x.b > 0 THEN x.a ELSE 1 END",
	"(SELECT count(*) FROM t y WHERE y.b = x.a)",
	"(SELECT coalesce(max(y.b), 0) FROM t y WHERE y.b = x.a)",
	"CAST(coalesce(x.b, 0) AS int)", "coalesce((SELECT max(y.a) FROM t y), 1)"];
const unsure = ["x.b", "max(x.a)", "coalesce(x.b, x.b)", "nullif(x.a, 1)",
	"CASE WHEN x.b > 0 THEN 1 END", "CASE WHEN x.a > 0 THEN x.b ELSE 1 END",
	"CASE WHEN x.a > 0 THEN 1 ELSE x.b END",
	"(SELECT y.a FROM t y WHERE y.a = x.b)", "(SELECT max(y.a) FROM t y)",
	"(SELECT coalesce(y.b, 0) FROM t y WHERE y.a = x.b)", "x.a + x.b"];
const froms = {
	sure: ["x.a FROM t x JOIN t y ON y.a = x.a", "s.a FROM (SELECT x.a FROM t x " +
		"LIMIT 1) AS s", "x.a FROM t x UNION ALL SELECT y.a FROM t y",
	"x.a FROM t x LEFT JOIN t y ON y.a = x.b",
	"s.a FROM (SELECT x.a FROM t x UNION SELECT 1) AS s LIMIT 1"],
	unsure: ["y.a FROM t x LEFT JOIN t y ON y.a = x.b",
		"y.a FROM t y RIGHT JOIN t x ON y.a = x.b",
		"x.a FROM t x FULL JOIN t y ON y.a = x.b",
		"x.a FROM t x UNION ALL SELECT y.b FROM t y",
		"x.a FROM t x UNION SELECT y.b FROM t y",
		"s.a FROM (SELECT x.a FROM t x UNION ALL SELECT y.b FROM t y) AS s",
		"s.a FROM (SELECT y.b, y.a FROM t x LEFT JOIN t y ON y.a = x.b " +
			"LIMIT 5) AS s",
		"s.c FROM t x LEFT JOIN (SELECT coalesce(y.b, 0) AS c, y.a " +
			"FROM t y OFFSET 0) s ON s.a = x.b"],
};

test("it is noticed where nothing is declared", () => {
	const uri = makeDatabase(), all = {};
	const tell = (list, is) => list.forEach((text) => {
		all[text.includes(" FROM t x ") || text.startsWith("s.") ||
			/^[xy][.]a FROM/.test(text) ? text : `${text} FROM t x`] = is;
	});
	tell([...sure, ...froms.sure], false);
	tell([...unsure, ...froms.unsure], true);
	const texts = Object.keys(all);
	const plans = plansOf(uri, "CREATE TABLE t (a bigint NOT NULL, b bigint);\n" +
		texts.map((text, i) => `PREPARE q_${i} AS\nSELECT ${text};\n`).join(""));
	const known = notNull(uri);
	for (const [i, text] of texts.entries())
		assert.equal(mayBeNull(plans[i], 1, known).length > 0, all[text],
			`${text}: ${JSON.stringify(plans[i])}`);
});
