// Every part of a page in every dress: each width, light and dark, more contrast,
// forced colours, large letters, wide spacing.
import test from "node:test";
import assert from "node:assert/strict";
import { dresses } from "./dress.mjs";
import { crawled, differing, inspect, inTabs } from "./inspect.mjs";

const all = crawled();

test("every part of a page, in every dress", async () => {
	const pages = differing(all.found.pages, () => "");
	assert.ok(pages.length > 20, `${pages.length} pages`);
	await inTabs(all.browser, pages, (tab, dresser, page) =>
		inspect(tab, dresser, page, Object.keys(dresses)));
	console.log(`${pages.length} pages with every part`);
});
