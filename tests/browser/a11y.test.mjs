// What the crawler of pages.test.mjs does not come to, against WCAG 2.2 A and AA,
// light and dark, on a phone and on a desktop: the colours of organisations, a
// first visit; pictures in build/screenshots/pages.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { axe, checkPage, launch, open, send, shoot, signIn, sizes } from
	"./browser.mjs";

let site, empty, browser;
before(async () => {
	site = await startSite({ demo: true });
	empty = await startSite();
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await empty?.stop();
	await site?.stop();
});

// The page that stands open, in four dresses.
async function inspect(page, name) {
	const found = [];
	for (const colorScheme of ["light", "dark"])
		for (const size of ["desktop", "phone"]) {
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize(sizes[size]);
			await checkPage(page, `${name}, ${size}`);
			await shoot(page, `pages/${name}-${size}-${colorScheme}`);
			for (const violation of await axe(page))
				found.push(`${name} ${size} ${colorScheme}: ${violation}`);
		}
	return found;
}

// pages: [name, path, status?, what to do there first?].
async function inspectAll(email, pages) {
	const page = await open(browser, { trusted: true });
	const found = [];
	if (email)
		await signIn(page, site, email);
	for (const [name, path, status = 200, act] of pages) {
		const reply = await page.goto(new URL(path, site.url).href);
		assert.equal(reply.status(), status, path);
		await act?.(page);
		found.push(...await inspect(page, name));
	}
	await page.context().close();
	assert.deepEqual(found, []);
}

test("pages in the colour of an organisation", async () => {
	const admin = site.client();
	await admin.signIn("beheer@demo.example");
	for (const [slug, colour] of [["lantaarn", "#5b2a86"],
		["granaatappel", "#b3123f"]])
		await admin.submit(`/org/${slug}/edit`, { colour });
	const refuse = (page) => send(page, "/org/lantaarn/edit",
		{ colour: "#ffcc00" }, "Bewaar");
	await inspectAll("beheer@demo.example", [
		["colour-front", "/"], ["colour-organisation", "/org/lantaarn"],
		["colour-theme", "/theme/politiek"], ["colour-thread", "/t/1"],
		["colour-form", "/org/lantaarn/edit"],
		["colour-refused", "/org/lantaarn/edit", 200, refuse],
	]);
	const page = await open(browser);
	await page.goto(`${site.url}/org/lantaarn`);
	const colourOf = () => page.locator("main a").first().evaluate((e) =>
		getComputedStyle(e).color);
	assert.equal(await colourOf(), "rgb(91, 42, 134)");
	await page.emulateMedia({ colorScheme: "dark" });
	assert.notEqual(await colourOf(), "rgb(91, 42, 134)");
	await page.emulateMedia({ contrast: "more" });
	assert.doesNotMatch(await colourOf(), /91, 42, 134/);
	await page.context().close();
});

test("the first visit to an empty site, and its empty lists", async () => {
	const page = await open(browser, { trusted: true });
	const found = [];
	const look = async (name) => found.push(...await inspect(page, name));
	const go = async (button, values = {}) => {
		await send(page, "/setup", values, button);
	};
	await page.goto(empty.url);
	await look("front-waiting");
	await page.goto(`${empty.url}/setup?token=verzonnen`);
	await look("setup-closed");
	await page.goto(empty.url + /\/setup\?\S+/.exec(empty.initOutput)[0]);
	await look("setup-1");
	await go("Verder", { site_name: "" });
	await look("setup-1-refused");
	await go("Verder", { site_name: "Praat mee in de wijk" });
	await look("setup-2");
	await go("Verder", { organisation_name: "De Brug", theme_name: "Wonen" });
	await look("setup-3");
	await go("Maak de site", { name: "Fatima", email: "f@voorbeeld.example",
		password: "drie groene fietsen" });
	await page.waitForURL("**/start");
	await look("start");
	for (const [name, path] of [["front", "/"], ["theme", "/theme/wonen"],
		["organisation", "/org/de-brug"], ["queue", "/queue"],
		["log", "/log"], ["own-posts", "/account/posts"],
		["search", "/search?q=koffie"], ["rules", "/rules"],
		["rules-form", "/settings/rules"]]) {
		await page.goto(empty.url + path);
		await look(`empty-${name}`);
	}
	await page.context().close();
	assert.deepEqual(found, []);
});
