// Inputs of public projects, where the environment variable REFERENCE_DATA
// names the folder that has them.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.REFERENCE_DATA;

// What to pass as a test's option "skip".
export const isAbsent = folder && existsSync(folder) ? false :
	"REFERENCE_DATA is not set";

export function readText(name) {
	return readFileSync(join(folder, name), "utf8");
}

export function readJson(name) {
	return JSON.parse(readText(name));
}

export function readLines(name) {
	return readText(name).split("\n").filter((line) => line !== "");
}

// Markdown that has gone wrong somewhere: in both forms in which projects write
// down what goes in and what comes out.
export function markdownExamples() {
	const names = ["commonmark-spec-0.31.2", "cmark-regression",
		"md4c-permissive-autolinks", "md4c-regressions", "md4c-strikethrough",
		"md4c-tables"].map((name) => `markdown/${name}.txt`);
	const dotted = ["markdown/markdown-it-commonmark_extras",
		"markdown/markdown-it-fatal", "markdown/markdown-it-linkify",
		"markdown/markdown-it-normalize", "markdown/markdown-it-proto",
		"markdown/markdown-it-tables", "xss/markdown-it-xss"]
		.map((name) => `${name}.txt`);
	const all = (list, pattern) => list.flatMap((name) =>
		[...readText(name).matchAll(pattern)].map((m) => m[1]));
	return [...all(names, /^`{10,} example[^\n]*\n(.*?)^\.$/gms),
		...all(dotted, /^\.\n(.*?)^\.\n.*?^\.\n/gms)]
		.map((text) => text.replaceAll("→", "\t"))
		.filter((text) => text.trim() !== "");
}
