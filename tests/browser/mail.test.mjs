// Mails, as a unit test writes them: in every dress, in every language, with the
// style that some mail programs drop and without, on paper; in the colours of the
// site.  Pictures in build/screenshots/mail.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { axe, checkPage, launch, open, shoot } from "./browser.mjs";
import { dresses, dressing, lookAtFocus } from "./dress.mjs";
import { temporaryDirectory } from "../lib/site.mjs";

const web = join(dirname(fileURLToPath(import.meta.url)), "../../web");
// These have every part between them.
const different = ["rejected.ar", "removed.nl"];

const directory = temporaryDirectory();
const mail = (name) => readFileSync(join(directory, `${name}.html`), "utf8");
let browser;
before(async () => {
	execFileSync(process.env.MAIL_TEXT_TEST, [directory]);
	browser = await launch();
});
after(() => browser?.close());

// Nothing of a mail program stands around it: the tab shows it alone.
async function present(page, html) {
	await page.setContent(html);
	await page.evaluate(() => document.fonts.ready);
}

async function lookAt(page, dresser, name, html, worn) {
	const wrong = [];
	await present(page, html);
	for (const dress of worn) {
		const rules = dress === worn[0] ? undefined : dresses[dress].axe;
		await dresser.wear(dresses[dress]);
		await checkPage(page, dress).catch((e) => wrong.push(e.message));
		if (rules || dress === worn[0])
			wrong.push(...(await axe(page, rules))
				.map((what) => `${dress}: ${what}`));
		if (dress === worn[0] && html.includes("focus-visible"))
			wrong.push(...await lookAtFocus(page));
		await shoot(page, `mail/${name}/${dress}`);
		page.complaints.length = 0;
	}
	return wrong.map((what) => `${name}, ${what}`);
}

// Each of [name, html, dresses to wear], two at a time.
async function lookAtAll(list) {
	const rest = [...list], wrong = [];
	await Promise.all([1, 2].map(async () => {
		const page = await open(browser, { trusted: true });
		const dresser = await dressing(page);
		for (let one; (one = rest.shift());)
			wrong.push(...await lookAt(page, dresser, ...one));
		await page.context().close();
	}));
	assert.deepEqual(wrong, []);
}

test("every part of a mail, in every dress", () =>
	lookAtAll(different.map((name) =>
		[name, mail(name), Object.keys(dresses)])));

// They have the same parts; the longest words are French.
test("every kind of mail fits a phone", async () => {
	const names = readdirSync(directory).map((file) => file.slice(0, -5))
		.filter((name) => /[.]fr$|^trial[.]/.test(name));
	assert.ok(names.length > 10, `${names.length} mails`);
	const page = await open(browser, { size: "phone" });
	for (const name of names) {
		await present(page, mail(name));
		await checkPage(page, name);
		await shoot(page, `mail/${name}/phone`);
	}
	await page.context().close();
});

test("a mail program that drops the style", () =>
	lookAtAll(["rejected.ar", "confirm.fr"].map((name) => [`bare-${name}`,
		mail(name).replace(/<style>.*<\/style>/s, ""),
		["desktop", "phone", "phone-large"]])));

// The middle of a line of text, from 0 at the left to 1 at the right.
const place = (page, words) => page.evaluate((words) => {
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (!walk.nextNode().data.includes(words));
	const range = document.createRange(), { data } = walk.currentNode;
	range.setStart(walk.currentNode, data.indexOf(words));
	range.setEnd(walk.currentNode, data.indexOf(words) + words.length);
	const { x, width } = range.getBoundingClientRect();
	const sheet = document.querySelector(".sheet").getBoundingClientRect();
	return (x + width / 2 - sheet.x) / sheet.width;
}, words);

test("each language stands on its own side", async () => {
	const page = await open(browser);
	for (const [language, isRight] of [["ar", true], ["nl", false]]) {
		await present(page, mail(`rejected.${language}`));
		const heading = await page.locator("h1").innerText();
		assert.equal(await place(page, heading) > 0.5, isRight, language);
		assert.ok(await place(page, "Je noemt de naam") < 0.5, language);
		assert.ok(await place(page, "يرجى حذف") > 0.5, language);
		assert.ok(await place(page, "السلام") > 0.5, language);
		assert.ok(await place(page, "Ik schrijf ook") < 0.5, language);
	}
	await page.context().close();
});

test("on paper nothing is to be pressed, and every address can be read",
	async () => {
		const page = await open(browser);
		await present(page, mail("confirm.nl"));
		await page.emulateMedia({ media: "print" });
		await shoot(page, "mail/confirm.nl/paper");
		assert.equal(await page.locator(".button").isVisible(), false);
		assert.match(await page.locator("main").innerText(),
			/https:\/\/praat\.example\/confirm-address\?token=\w+/);
		assert.equal(await page.locator(".band").evaluate((e) =>
			getComputedStyle(e).background.includes("gradient")), false);
		await page.context().close();
	});

test("the colours are those of the site", () => {
	const template = readFileSync(join(web, "templates/mail.html"), "utf8");
	const style = readFileSync(join(web, "static/style.css"), "utf8");
	const own = new Set(template.match(/#[0-9a-f]{3,6}\b/g));
	assert.ok(own.size > 10, [...own].join(" "));
	for (const colour of own)
		assert.ok(colour === "#000" || style.includes(colour),
			`style.css has no ${colour}`);
});
