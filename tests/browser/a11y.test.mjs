// Every kind of page against WCAG 2.2 A and AA, light and dark, on a phone and on
// a desktop, with pictures in build/screenshots/pages.
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

// What a member writes so that there is something to show; gives the post's id.
async function write(slug) {
	const client = site.client();
	await client.signIn("lid@demo.example");
	const r = await client.submit(`/theme/${slug}/new`,
		{ title: "Toegankelijk", body: "Een *tekst* om te bekijken." });
	return /id="p(\d+)"/.exec(r.body)[1];
}

// An answer that everybody reads.
async function answer() {
	const r = await site.client().get("/t/22");
	return /class="post d1" id="p(\d+)"/.exec(r.body)[1];
}

test("pages for everybody", () => inspectAll(null, [
	["front", "/"], ["organisation", "/org/lantaarn"],
	["theme", "/theme/werk"], ["thread", "/t/22"],
	["thread-2", "/t/22?page=2"], ["thread-closed", "/t/1"],
	["search", "/search"], ["search-found", "/search?q=brief"],
	["search-nothing", "/search?q=zzzz"], ["rules", "/rules"],
	["contact", "/contact"], ["privacy", "/privacy"],
	["accessibility", "/accessibility"],
	["sign-in", "/sign-in"], ["sign-up", "/sign-up"], ["forgot", "/forgot"],
	["sign-in-refused", "/sign-in", 200, (page) => send(page, "/sign-in",
		{ email: "wie@voorbeeld.example", password: "verkeerd" }, "Log in")],
	["sign-up-refused", "/sign-up", 200, (page) => send(page, "/sign-up",
		{ name: "", email: "geen adres", password: "kort" }, "Word lid")],
	["not-found", "/t/999999", 404],
]));

test("pages for members", async () => {
	const [waits, gone] = [await write("partnerkeuze"), await write("werk")];
	await inspectAll("lid@demo.example", [
		["account", "/account"], ["own-posts", "/account/posts"],
		["password", "/account/password"], ["sign-out", "/sign-out"],
		["new-thread", "/theme/politiek/new"],
		["new-thread-refused", "/theme/politiek/new", 200, (page) =>
			send(page, "/theme/politiek/new", { title: "", body: "" },
				"Begin dit gesprek")],
		["new-thread-preview", "/theme/politiek/new", 200, (page) =>
			send(page, "/theme/politiek/new", { title: "Een vraag",
				body: "Met een lijst:\n\n- een\n- twee\n\n> en een citaat" },
			"Bekijk eerst")],
		["thread-member", "/t/22"], ["answer", `/p/${await answer()}/answer`],
		["post-held", `/p/${waits}`], ["edit", `/p/${waits}/edit`],
		["history", `/p/${waits}/history`],
		["withdraw", `/p/${gone}/withdraw`],
		["withdrawn", `/p/${gone}/withdraw`, 200, (page) =>
			send(page, `/p/${gone}/withdraw`, {}, "Trek in")],
		["restore", `/p/${gone}/restore`], ["denied", "/settings", 403],
	]);
});

test("pages for moderators", async () => {
	const waits = await write("partnerkeuze");
	await inspectAll("moderator@demo.example", [
		["queue", "/queue"], ["queue-post", `/queue/${waits}`],
		["queue-refused", "/queue", 200, (page) =>
			send(page, "/queue", {}, "Goedkeuren")],
		["queue-post-refused", `/queue/${waits}`, 200, (page) =>
			send(page, `/queue/${waits}`, {}, "Afwijzen")],
		["queue-post-claimed", `/queue/${waits}`, 200, (page) =>
			send(page, `/queue/${waits}`, {}, "Ik bekijk dit")],
		["log", "/log"], ["remove", `/p/${await answer()}/remove`],
		["close-thread", "/t/22/close"],
	]);
});

test("pages for hosts and administrators", () =>
	inspectAll("beheer@demo.example", [
		["organisation-edit", "/org/lantaarn/edit"],
		["organisation-close", "/org/lantaarn/close"],
		["organisation-new", "/org/new"],
		["theme-new", "/org/lantaarn/new-theme"],
		["theme-edit", "/theme/werk/edit"],
		["theme-close", "/theme/werk/close"],
		["settings", "/settings"], ["settings-page", "/settings/rules"],
		["statement-form", "/settings/accessibility"],
		["statement-refused", "/settings/accessibility", 200, (page) =>
			send(page, "/settings/accessibility", { email: "geen" },
				"Bewaar")],
	]));

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

test("what is wrong is found", async () => {
	const page = await open(browser, { trusted: true });
	await page.goto(`${site.url}/sign-in`);
	await page.evaluate(() => {
		document.querySelector("label").remove();
		document.querySelector("h1").style.color = "#eee";
		document.querySelector("h1").style.width = "2000px";
		console.error("planted");
	});
	const found = await axe(page);
	assert.match(found.join(), /label: .*color-contrast|color-contrast: .*label/s);
	await assert.rejects(checkPage(page, "here"), /sideways by \d+ px: <h1/);
	await page.evaluate(() =>
		document.querySelector("h1").removeAttribute("style"));
	await assert.rejects(checkPage(page, "here"), /planted/);
	await page.context().close();
});
