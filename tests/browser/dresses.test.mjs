// Every part of a page in every dress: each width, light and dark, more contrast,
// forced colours, large letters, wide spacing.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { launch } from "./browser.mjs";
import { everyPage } from "./crawl.mjs";
import { dresses } from "./dress.mjs";
import { differing, inspect, inTabs } from "./inspect.mjs";

let found, browser;
before(async () => {
	found = await everyPage();
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await found?.stop();
});

test("every part of a page, in every dress", async () => {
	const pages = differing(found.pages, () => "");
	assert.ok(pages.length > 20, `${pages.length} pages`);
	await inTabs(browser, pages, (tab, dresser, page) =>
		inspect(tab, dresser, page, Object.keys(dresses)));
	console.log(`${pages.length} pages with every part`);
});
