// Look at pages that the crawler found, with axe and with what it does not know,
// as people see them; pictures go to build/screenshots/pages.
//
//	await inTabs(browser, differing(pages, () => ""), (tab, dresser, page) =>
//		inspect(tab, dresser, page, ["phone", "desktop-dark"]));
import { after, before } from "node:test";
import assert from "node:assert/strict";
import { axe, checkPage, launch, open, shoot } from "./browser.mjs";
import { everyPage } from "./crawl.mjs";
import { dresses, dressing, lookAtFocus, lookOver } from "./dress.mjs";

// For the tests of a file: what the crawler found, and a browser to see it in.
export function crawled() {
	const all = {};
	before(async () => {
		all.found = await everyPage();
		all.browser = await launch();
	});
	after(async () => {
		await all.browser?.close();
		await all.found?.stop();
	});
	return all;
}

// The elements of a page, as far as a checker tells them apart.
function parts(html) {
	return new Set((html.match(/<[a-z]\w*[^>]*>/g) ?? []).map((tag) => tag
		.replaceAll(/ (?!class|type|role|aria-invalid)[\w-]+="[^"]*"/g, "")
		.replaceAll(/\b(hue|d)\d/g, "")));
}

// The fewest pages, roughly, that have every part between them; of: what must
// be the same for two parts to be one.
export function differing(pages, of) {
	const all = pages.filter(({ headers }) =>
		/^text\/html/.test(headers["content-type"])).map((page) =>
		[page, [...parts(page.html)].map((tag) => of(page) + tag)])
		.sort(([, a], [, b]) => b.length - a.length);
	const seen = new Set();
	return all.filter(([, tags]) => {
		const isNew = tags.some((tag) => !seen.has(tag));
		tags.forEach((tag) => seen.add(tag));
		return isNew;
	}).map(([page]) => page);
}

// Open a page as the crawler had it; nothing happens meanwhile.
async function present(tab, { url, status, headers, html }) {
	const isIt = (asked) => asked.href === url;
	await tab.route(isIt, (route) =>
		route.fulfill({ status, headers, body: html }));
	await tab.goto(url);
	await tab.unroute(isIt);
}

// Gives what is wrong with the page that stands open, in one dress after another;
// in the first axe goes by all its rules.
export async function inspect(tab, dresser, page, names) {
	const wrong = [], where = `${page.role} ${page.address}`;
	for (const name of names) {
		const rules = name === names[0] ? undefined : dresses[name].axe;
		await dresser.wear(dresses[name]);
		await checkPage(tab, name).catch((e) => wrong.push(e.message));
		if (name === names[0] || rules)
			wrong.push(...(await axe(tab, rules))
				.map((what) => `${name}: ${what}`));
		wrong.push(...(await lookOver(tab))
			.map((what) => `${name}: ${what}`));
		if (name === names[0])
			wrong.push(...await lookAtFocus(tab));
		await shoot(tab, `pages/${where.replaceAll(/\W+/g, "-")}/${name}`);
		tab.complaints.length = 0;
	}
	return wrong.map((what) => `${where}, ${what}`);
}

// Two tabs at a time.
export async function inTabs(browser, list, fn) {
	const rest = [...list], wrong = [];
	await Promise.all([1, 2].map(async () => {
		const tab = await open(browser, { trusted: true });
		const dresser = await dressing(tab);
		await tab.route("**/events", (route) => route.fulfill(
			{ contentType: "text/event-stream", body: "" }));
		for (let page; (page = rest.shift());) {
			await present(tab, page);
			wrong.push(...await fn(tab, dresser, page));
		}
		await tab.context().close();
	}));
	assert.equal(wrong.length, 0, `${wrong.length} mistakes\n${
		wrong.slice(0, 40).join("\n")}`);
}
