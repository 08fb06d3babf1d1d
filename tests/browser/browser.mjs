// Chromium, as the scenarios beside this file use it.
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const shots = join(dirname(fileURLToPath(import.meta.url)),
	"../../build/screenshots");

// A browser that starts in a closed network and as root.
export function launch() {
	return chromium.launch({ executablePath: process.env.CHROMIUM ??
		"/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu",
		"--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync"] });
}

export const sizes = { phone: { width: 320, height: 640 },
	tablet: { width: 768, height: 1024 },
	desktop: { width: 1440, height: 900 } };

// A page with a clean profile; anything that it logs as an error fails.
export async function open(browser, { size = "desktop", dark = false,
	script = true, locale = "nl-NL" } = {}) {
	const context = await browser.newContext({ viewport: sizes[size], locale,
		ignoreHTTPSErrors: true, javaScriptEnabled: script,
		colorScheme: dark ? "dark" : "light" });
	const page = await context.newPage();
	page.complaints = [];
	page.on("console", (m) => {
		if (m.type() === "error" && !/status of (4|5)\d\d/.test(m.text()))
			page.complaints.push(m.text());
	});
	page.on("pageerror", (e) => page.complaints.push(String(e)));
	page.on("dialog", (d) => {
		page.complaints.push(`dialog: ${d.message()}`);
		d.dismiss();
	});
	return page;
}

export async function shoot(page, name) {
	mkdirSync(shots, { recursive: true });
	await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

// No sideways scrolling, nothing in the console.
export async function checkPage(page, where) {
	const wide = await page.evaluate(() =>
		document.documentElement.scrollWidth - window.innerWidth);
	assert.ok(wide <= 0, `${where}: scrolls sideways by ${wide} px`);
	assert.deepEqual(page.complaints, [], where);
}

// WCAG 2.2 A and AA.  axe runs in the page, past the page's own policy.
export async function axe(browser, url, { cookies = [], ...options } = {}) {
	const context = await browser.newContext({ viewport: sizes[options.size ??
		"desktop"], ignoreHTTPSErrors: true, bypassCSP: true,
		colorScheme: options.dark ? "dark" : "light", locale: "nl-NL" });
	await context.addCookies(cookies);
	const page = await context.newPage();
	await page.goto(url);
	await page.addScriptTag({ path: axePath });
	const result = await page.evaluate(() => globalThis.axe.run(document, {
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
	await context.close();
	assert.deepEqual(result.violations.map((v) =>
		`${v.id}: ${v.nodes.map((n) => n.html).slice(0, 3).join(" ")}`), [],
	url);
}
