#!/usr/bin/env node
// Make web/screenshot.png, the picture in README.md: a thread of the demonstration
// on a desktop and, dark, on a phone.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const top = join(dirname(fileURLToPath(import.meta.url)), "../..");
process.env.PRAATMEE ??= join(top, "build/release/praatmee");
const { startSite } = await import("../lib/site.mjs");
const { launch, open } = await import("./browser.mjs");

const site = await startSite({ demo: true });
const browser = await launch();

// The thread from this place on; gives the picture as an address.
async function take(place, options, width, height) {
	const page = await open(browser, options);
	await page.setViewportSize({ width, height });
	await page.goto(`${site.url}/t/22${place}`);
	const bytes = await page.screenshot();
	await page.context().close();
	return `data:image/png;base64,${bytes.toString("base64")}`;
}

const desktop = await take("", { scale: 0.72 }, 1080, 820);
const phone = await take("#p" + await secondAnswer(),
	{ dark: true, scale: 0.78 }, 320, 660);
const page = await open(browser);
await page.setViewportSize({ width: 1000, height: 606 });
await page.setContent(`<style>
	body { margin: 0; background: #fff }
	img { position: absolute; border-radius: 8px; outline: 1px solid #0004 }
	</style>
	<img src="${desktop}" style="left: 8px; top: 8px">
	<img src="${phone}" style="right: 8px; bottom: 8px">`);
const path = join(top, "web/screenshot.png");
await page.screenshot({ path });
await browser.close();
await site.stop();
console.log(`${path}: ${readFileSync(path).length} bytes`);

async function secondAnswer() {
	const r = await site.client().get("/t/22");
	return [...r.body.matchAll(/class="post d1" id="p(\d+)"/g)][1][1];
}
