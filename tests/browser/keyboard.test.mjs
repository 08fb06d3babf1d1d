// Without a mouse, in another language, and as the first administrator of an
// empty site.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { mailArgs, startSink } from "../lib/smtp.mjs";
import { checkPage, launch, open, send, shoot, signIn } from "./browser.mjs";

let site, sink, empty, browser;
before(async () => {
	sink = await startSink();
	site = await startSite({ demo: true, args: mailArgs(sink) });
	empty = await startSite();
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await empty?.stop();
	await site?.stop();
	sink?.stop();
});

// What has the focus: its words or name, and whether one can see that.
const focused = (page) => page.evaluate(() => {
	const e = document.activeElement, style = getComputedStyle(e);
	const box = e.getBoundingClientRect();
	return { tag: e.localName, name: e.name ?? "",
		text: (e.textContent ?? "").trim().replace(/\s+/g, " "),
		isMarked: style.outlineStyle !== "none" &&
			parseFloat(style.outlineWidth) >= 2,
		isInView: box.width > 0 && box.bottom > 0 &&
			box.top < innerHeight && box.right > 0 &&
			box.left < innerWidth };
});

// Press Tab until this has the focus; every step has to be visible.
async function tabTo(page, isIt, what) {
	for (let i = 0; i < 400; i++) {
		await page.keyboard.press("Tab");
		const f = await focused(page);
		if (f.tag === "body")
			continue;
		assert.ok(f.isMarked && f.isInView,
			`${what}: focus on ${JSON.stringify(f)}`);
		if (isIt(f))
			return;
	}
	assert.fail(`Tab does not come to ${what}`);
}

const tabToText = (page, text) =>
	tabTo(page, (f) => f.text === text, `"${text}"`);
const tabToField = (page, name) =>
	tabTo(page, (f) => f.name === name, `the field ${name}`);

async function pressEnter(page) {
	await Promise.all([page.waitForNavigation(),
		page.keyboard.press("Enter")]);
	await page.waitForLoadState();
}

test("a focus that does not show is found", async () => {
	const page = await open(browser, { trusted: true });
	await page.goto(`${site.url}/sign-in`);
	await page.addStyleTag({ content: "input { outline: none !important }" });
	await assert.rejects(tabToField(page, "email"), /focus on .*"email"/);
	await page.context().close();
});

for (const size of ["desktop", "phone"])
	test(`${size}: sign in and answer with the keyboard alone`, async () => {
		const page = await open(browser, { size });
		await page.goto(`${site.url}/`);
		await page.keyboard.press("Tab");
		assert.equal((await focused(page)).text, "Naar de inhoud");
		assert.ok((await focused(page)).isInView, "the skip link shows");
		await shoot(page, `keyboard-${size}/skip`);
		await page.keyboard.press("Enter");
		await page.keyboard.press("Tab");
		assert.ok(await page.evaluate(() =>
			document.activeElement.closest("main") !== null),
		"the skip link goes past the menu");

		await page.goto(`${site.url}/t/22`);
		await tabToText(page, "Inloggen");
		await pressEnter(page);
		await tabToField(page, "email");
		await page.keyboard.type("lid@demo.example");
		await tabToField(page, "password");
		await page.keyboard.type("koffie-en-muntthee");
		await pressEnter(page);
		assert.equal(new URL(page.url()).pathname, "/t/22");
		await page.goto(`${page.url().split("#")[0]}#praat-mee`);
		await tabToField(page, "body");
		await page.keyboard.type(`Getypt zonder muis (${size})`);
		await shoot(page, `keyboard-${size}/typed`);
		await tabToText(page, "Plaats reactie");
		await pressEnter(page);
		await page.getByText(`Getypt zonder muis (${size})`).waitFor();
		await checkPage(page, `keyboard, ${size}`);
		await page.context().close();
	});

// A password manager fills in or pastes: who one is, and the secret.
for (const [path, fields] of [
	["/sign-in", { email: "username", password: "current-password" }],
	["/sign-up", { name: "name", email: "email", password: "new-password" }],
	["/account/password", { current: "current-password",
		password: "new-password" }]])
	test(`${path} takes what is pasted`, async () => {
		const page = await open(browser, { trusted: true });
		await page.context().grantPermissions(["clipboard-read",
			"clipboard-write"], { origin: site.url });
		if (path.startsWith("/account"))
			await signIn(page, site, "lid@demo.example");
		await page.goto(site.url + path);
		for (const [name, purpose] of Object.entries(fields)) {
			const field = page.locator(`main [name=${name}]`);
			assert.equal(await field.getAttribute("autocomplete"), purpose);
			assert.equal(await field.getAttribute("maxlength"), null);
			const words = `${name}@kopie.example 5!`;
			await page.evaluate((text) =>
				navigator.clipboard.writeText(text), words);
			await field.focus();
			await page.keyboard.press("Control+V");
			assert.equal(await field.inputValue(), words);
		}
		await page.context().close();
	});

test("a new password by mail with the keyboard alone", async () => {
	const admin = site.client();
	await admin.signIn("beheer@demo.example");
	await admin.submit("/settings", { url: site.url });
	const email = "nora@voorbeeld.example";
	await site.client().signUp("Nora", email, "vijf gele stoelen");
	const [confirm] = (await sink.next()).links;
	const page = await open(browser, { size: "phone" });
	const notice = (words) => page.locator(".notice.ok[role=status]")
		.getByText(words).waitFor();
	await page.goto(confirm);
	await tabToText(page, "Ja, dit is mijn adres");
	await pressEnter(page);
	await notice("Dank je.");

	await page.goto(`${site.url}/sign-in`);
	await tabToText(page, "Wachtwoord vergeten?");
	await pressEnter(page);
	await tabToField(page, "email");
	await page.keyboard.type("geen adres");
	await pressEnter(page);
	assert.match((await focused(page)).text, /nog iets te verbeteren/);
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	assert.equal((await focused(page)).name, "email");
	await page.keyboard.press("Control+A");
	await page.keyboard.type(email);
	await tabToText(page, "Stuur mij een link");
	await pressEnter(page);
	await notice("Dan krijg je zo een mail");
	await shoot(page, "keyboard-phone/forgot");

	await page.goto((await sink.next()).links[0]);
	await tabToField(page, "password");
	// As what is pasted comes.
	await page.keyboard.insertText("acht groene lampen");
	await tabToText(page, "Bewaar wachtwoord");
	await pressEnter(page);
	await notice("Je wachtwoord is veranderd");
	await tabToField(page, "mail_placed");
	await page.keyboard.press("Space");
	await tabToText(page, "Bewaar");
	await pressEnter(page);
	await notice("Bewaard.");
	assert.equal(await page.locator("[name=mail_placed]").isChecked(), false);
	await checkPage(page, "keyboard, account");
	await page.context().close();
});

test("a moderator decides with the keyboard alone", async () => {
	const page = await open(browser);
	await signIn(page, site, "moderator@demo.example");
	await page.goto(`${site.url}/queue`);
	await tabToField(page, "post");
	await page.keyboard.press("Space");
	await tabToField(page, "reason");
	await page.keyboard.type("Dit staat er al.");
	await tabToText(page, "Afwijzen");
	await pressEnter(page);
	await page.getByText("Eén bericht afgewezen").waitFor();
	await page.context().close();
});

test("Enter on a tick or in a field decides nothing", async () => {
	const page = await open(browser);
	await signIn(page, site, "moderator@demo.example");
	await page.goto(`${site.url}/queue`);
	const n = await page.locator("[name=post]").count();
	await tabToField(page, "post");
	await page.keyboard.press("Space");
	await pressEnter(page);
	assert.equal(await page.locator("[name=post]").count(), n);
	assert.equal(await page.locator("[name=post]:checked").count(), 1);
	await page.context().close();
	const admin = await open(browser);
	await signIn(admin, site, "beheer@demo.example");
	await admin.goto(`${site.url}/org/lantaarn/edit`);
	await admin.locator("[name=colour]").fill("#ffcc00");
	for (let i = 0; i < 2; i++) {
		await admin.locator("[name=name]").focus();
		await pressEnter(admin);
		assert.equal(await admin.locator("[name=colour]").inputValue(),
			"#ffcc00");
	}
	await admin.context().close();
});

test("after a failed form one comes to its mistakes", async () => {
	const page = await open(browser, { size: "phone" });
	await page.goto(`${site.url}/sign-up`);
	await send(page, "/sign-up", { name: "", email: "niets", password: "x" },
		"Word lid");
	const summary = await focused(page);
	assert.match(summary.text, /dingen te verbeteren/);
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	assert.equal((await focused(page)).name, "name");
	for (const name of ["name", "email", "password"]) {
		const field = page.locator(`[name="${name}"]`);
		assert.equal(await field.getAttribute("aria-invalid"), "true");
		assert.match(await field.getAttribute("aria-describedby"),
			new RegExp(`${name}-error`));
	}
	await page.context().close();
});

test("one reads in another language and goes on where one was", async () => {
	const page = await open(browser);
	await page.goto(`${site.url}/t/22?page=2`);
	assert.equal(await page.getAttribute("html", "lang"), "nl");
	await page.getByRole("button", { name: "English" }).click();
	await page.waitForLoadState();
	assert.match(page.url(), /\/t\/22\?page=2/);
	assert.equal(await page.getAttribute("html", "lang"), "en");
	await page.getByRole("link", { name: "Sign in" }).first().waitFor();
	await shoot(page, "english/thread");
	await page.goto(`${site.url}/`);
	await checkPage(page, "English");
	await shoot(page, "english/front");
	await page.getByRole("button", { name: "Nederlands" }).click();
	await page.waitForLoadState();
	assert.equal(await page.getAttribute("html", "lang"), "nl");
	await page.context().close();

	const english = await open(browser, { locale: "en-GB" });
	await english.goto(`${site.url}/`);
	assert.equal(await english.getAttribute("html", "lang"), "en");
	await english.context().close();
});

test("the first administrator makes the site", async () => {
	const page = await open(browser, { size: "phone", script: false });
	const address = /\/setup\?\S+/.exec(empty.initOutput)[0];
	await page.goto(`${empty.url}${address}`);
	const typed = { name: "Fatima Beheer", email: "fatima@voorbeeld.example",
		password: "drie groene fietsen", site_name: "Praat mee in de wijk",
		organisation_name: "Buurthuis De Brug", theme_name: "Wonen" };
	// Enter goes on; another language and back take along what was typed.
	await page.fill("#site_name", typed.site_name);
	await page.press("#site_name", "Enter");
	await page.fill("#organisation_name", typed.organisation_name);
	await page.fill("#theme_name", typed.theme_name);
	await page.getByRole("button", { name: "English" }).click();
	assert.equal(await page.inputValue("#theme_name"), typed.theme_name);
	await page.getByRole("button", { name: "Back" }).click();
	assert.equal(await page.inputValue("#site_name"), typed.site_name);
	await page.getByRole("button", { name: "Nederlands" }).click();
	await page.getByRole("button", { name: "Verder" }).click();
	await page.press("#theme_name", "Enter");
	await page.fill("#name", typed.name);
	await page.fill("#email", typed.email);
	await page.fill("#password", "kort");
	await page.press("#password", "Enter");
	for (const name of ["name", "email"])
		assert.equal(await page.inputValue(`#${name}`), typed[name]);
	await shoot(page, "setup/refused");
	await send(page, "/setup", { password: typed.password }, "Maak de site");
	await shoot(page, "setup/done");
	await checkPage(page, "after the setup");
	await page.getByRole("button", { name: "Uitloggen" }).waitFor();
	await page.goto(`${empty.url}/`);
	await page.getByRole("heading", { name: "Praat mee in de wijk" })
		.waitFor();
	await page.getByRole("link", { name: "Wonen" }).first().waitFor();
	await shoot(page, "setup/front");
	const again = await page.goto(`${empty.url}${address}`);
	assert.ok(again.status() >= 400, "the address works once");
	await page.context().close();
});
