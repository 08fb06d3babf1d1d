// Chromium, as the scenarios beside this file use it.
//
//	const browser = await launch();
//	const page = await open(browser, { size: "phone", dark: true });
//	await page.goto(`${site.url}/t/1`);
//	await checkPage(page, "a thread");
//	await shoot(page, "phone-dark/thread");
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
export const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic",
	"--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync"];

export function launch(more = []) {
	return chromium.launch({ executablePath, args: [...flags, ...more] });
}

export const sizes = { phone: { width: 320, height: 640 },
	tablet: { width: 768, height: 1024 },
	desktop: { width: 1440, height: 900 } };

// A page with a clean profile.  page.complaints gathers what it logs as an error
// and whatever it asks of another host; checkPage says so.  trusted: what a test
// puts into the page may run against the page's own policy.
export async function open(browser, { size = "desktop", dark = false,
	script = true, locale = "nl-NL", trusted = false, scale = 1 } = {}) {
	const context = await browser.newContext({ viewport: sizes[size], locale,
		deviceScaleFactor: scale,
		ignoreHTTPSErrors: true, javaScriptEnabled: script,
		bypassCSP: trusted, reducedMotion: "reduce",
		colorScheme: dark ? "dark" : "light" });
	const page = await context.newPage();
	page.setDefaultTimeout(20000);
	page.complaints = [];
	page.on("console", (m) => {
		if (m.type() === "error" && !/status of (4|5)\d\d/.test(m.text()))
			page.complaints.push(m.text());
	});
	page.on("pageerror", (e) => page.complaints.push(String(e)));
	page.on("request", (r) => {
		if (new URL(r.url()).hostname !== "localhost")
			page.complaints.push(`asks ${r.url()}`);
	});
	page.on("dialog", (d) => {
		page.complaints.push(`dialog: ${d.message()}`);
		d.dismiss();
	});
	return page;
}

// A picture of the whole page: build/screenshots/NAME.png.
export async function shoot(page, name) {
	const path = join(shots, `${name}.png`);
	mkdirSync(dirname(path), { recursive: true });
	await page.screenshot({ path, fullPage: true });
}

// No sideways scrolling, nothing in the console, nothing from elsewhere.
export async function checkPage(page, where) {
	const wide = await page.evaluate(() => {
		const width = document.documentElement.clientWidth;
		const over = [...document.body.querySelectorAll("*")].filter((e) =>
			e.getBoundingClientRect().right > width + 1 &&
			!e.closest(".scroll, pre, .hidden, .skip"));
		return { by: document.documentElement.scrollWidth - width,
			of: over.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)) };
	});
	assert.ok(wide.by <= 0,
		`${where}: scrolls sideways by ${wide.by} px: ${wide.of}`);
	assert.equal(page.complaints.length, 0,
		`${where}: ${page.complaints.join("; ")}`);
}

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
	"best-practice"];

// What axe finds in a trusted page against WCAG 2.2 A and AA, and against what it
// calls good practice; or against the rules with these names.
export async function axe(page, runOnly = rules) {
	if (!await page.evaluate(() => "axe" in globalThis))
		await page.addScriptTag({ path: axePath });
	const result = await page.evaluate((runOnly) =>
		globalThis.axe.run(document, { runOnly,
			resultTypes: ["violations"] }), runOnly);
	return result.violations.map((v) => `${v.id}: ` +
		v.nodes.map((n) => n.html).slice(0, 3).join(" "));
}

// Fill in the form with this action, field by field, and send it with the
// button that says this.
export async function send(page, action, values, button) {
	const form = page.locator(`form[action="${action}"]`).filter({
		has: page.getByRole("button", { name: button, exact: true }) });
	for (const [name, value] of Object.entries(values))
		await form.locator(`[name="${name}"]`).fill(value);
	await form.getByRole("button", { name: button, exact: true }).click();
	await page.waitForLoadState();
}

export async function signIn(page, site, email,
	password = "koffie-en-muntthee") {
	await page.goto(`${site.url}/sign-in`);
	await send(page, "/sign-in", { email, password }, "Log in");
	await page.getByRole("button", { name: "Uitloggen" }).waitFor();
}
