// Every page is valid, as the Nu HTML checker reads it: pages in all languages of
// the site, with whatever markdown on them, the stylesheet and the pictures; so is
// every mail.
import test from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkSeen, everyPage } from "./crawl.mjs";
import { temporaryDirectory } from "../lib/site.mjs";
import { isAbsent, markdownExamples } from "../lib/reference.mjs";

const vnu = createRequire(import.meta.url).resolve(
	"vnu-jar/build/dist/vnu.jar");
const statics = join(dirname(fileURLToPath(import.meta.url)),
	"../../web/static");

const planted = {
	"planted.html": "<!doctype html><html lang=nl><title>Een</title><p><ul>" +
		"<li id=a></ul><img src=x><p id=a></div>",
	"planted.css": "p { colour: red }",
};
const plantedErrors = [/No “p” element in scope|Stray end tag “div”/,
	/“img” element must have an “alt”/, /Duplicate ID “a”/, /colour/];

const texts = ["| a | b |\n|:-|-:|\n| 1 | **2** |\n\n- [x] af\n  1. een\n  2. twee",
	"```html\n<script>alert(1)</script>\n```\n\n    vier\n\n> > diep\n\n***",
	"مرحبا بكم في الحي، هذا نص **للتجربة** مع [رابط](https://example.org).",
	"# Kop\n\n## Kop\n\n###### Kop\n\n<b>geen html</b> & &amp; &copy; \\<",
	"~~weg~~ https://example.org/?a=1&b=2 <mailto:a@example.org> `code`"];

// What the checker may say of a text that somebody typed: it stands there as it
// was typed, wherever its links lead.
const typed = [/Bad value .* attribute “href” on element “a”: Invalid host/,
	/not in Unicode Normalization Form C/, /Forbidden code point U\+fff[ef]/,
	/appears to be written in English/];

// What the checker says of the files in this directory: "FILE what".
function complaints(directory) {
	const run = spawnSync("java", ["-Xmx512m", "-jar", vnu, "--format", "json",
		"--stdout", "--also-check-css", "--also-check-svg",
		"--exit-zero-always", directory], { encoding: "utf8",
		maxBuffer: 1 << 28 });
	assert.equal(run.status, 0, run.error?.message ?? run.stderr);
	return JSON.parse(run.stdout).messages.map((m) => `${
		m.url.slice(m.url.lastIndexOf("/") + 1)} ${
		m.subType ?? m.type}: ${m.message} ${m.extract ?? ""}`);
}

// Write down and check all pages, the planted mistakes among them; more: what
// writes others into a directory.
function check(pages, name, { excused = [], more = () => {} } = {}) {
	const directory = join(temporaryDirectory(), "pages");
	mkdirSync(directory);
	for (const [file, text] of Object.entries(planted))
		writeFileSync(join(directory, file), text);
	cpSync(statics, directory, { recursive: true,
		filter: (path) => !/[.](js|css)$/.test(path) });
	more(directory);
	const files = pages.filter(({ headers }) =>
		/^text\/(html|css)/.test(headers["content-type"]));
	files.forEach((page, i) => writeFileSync(join(directory, `${i}.${
		page.headers["content-type"].slice(5).split(";")[0]}`), page.html));
	const said = complaints(directory);
	for (const error of plantedErrors)
		assert.ok(said.some((line) => line.startsWith("planted") &&
			error.test(line)), `not found: ${error} in\n${said.join("\n")}`);
	// What a template has wrong is wrong on many pages: say one of them.
	const found = new Map();
	for (const line of said)
		if (!line.startsWith("planted") &&
			!excused.some((message) => message.test(line))) {
			const [, file, what] = /^(\S+) (.*)$/s.exec(line);
			found.set(what, files[parseInt(file)] ?? { address: file });
		}
	assert.deepEqual([...found].map(([what, { role, status, address }]) =>
		`${role ?? "file"} ${status ?? ""} ${address}: ${what}`), []);
	console.log(`${name}: ${files.length} pages are valid`);
}

async function languages(site) {
	const { body } = await site.client().get("/");
	return [...body.matchAll(/name="language" value="([\w-]+)"/g)]
		.map((m) => m[1]);
}

test("every page and every mail in every language", async () => {
	const first = await everyPage({ texts });
	checkSeen(first.pages);
	const [, ...others] = await languages(first.site);
	await first.stop();
	assert.ok(others.length > 0, "one can choose a language");
	const { pages } = first;
	for (const language of others) {
		const found = await everyPage({ texts, language });
		await found.stop();
		assert.ok(found.pages.some(({ html }) =>
			html.includes(`<html lang="${language}"`)), language);
		pages.push(...found.pages);
	}
	assert.ok(pages.some(({ html }) => html.includes("prefers-color-scheme")),
		"the stylesheet is among them");
	check(pages, ["nl", ...others].join(", "), { more: (directory) =>
		execFileSync(process.env.MAIL_TEXT_TEST, [directory]) });
});

test("whatever markdown", { skip: isAbsent }, async () => {
	const examples = markdownExamples();
	assert.ok(examples.length > 900, examples.length);
	const found = await everyPage({ texts: examples });
	await found.stop();
	const pages = found.pages.filter(({ role, address }) =>
		role === "visitor" && /^\/t\/\d+\?page=/.test(address));
	assert.ok(pages.length * 50 > examples.length, pages.length);
	check(pages, "markdown of public projects", { excused: typed });
});
