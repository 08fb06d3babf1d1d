// The way through the product in Arabic: somebody joins, reads, answers and is
// approved, a moderator and an administrator do their work.  Every page runs from
// right to left, speaks nothing but Arabic, and shows what people wrote as it runs.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { words } from "../lib/words.mjs";
import { axe, checkPage, launch, open, send, shoot } from "./browser.mjs";

const ar = words("ar");
// A message of one form.
const say = (key) => ar[key][0];

let site, browser;
before(async () => {
	site = await startSite({ demo: true });
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await site?.stop();
});

// What the page says of itself: texts and attributes that nobody wrote.
const ownWords = (page) => page.evaluate(() => {
	const foreign = "[dir=auto], [dir=ltr], [lang]:not(html), bdi, code, " +
		"textarea, option, script, style, title, .star, .paper";
	const found = [];
	const walker = document.createTreeWalker(document.body,
		NodeFilter.SHOW_TEXT);
	while (walker.nextNode())
		if (!walker.currentNode.parentElement.closest(foreign))
			found.push(walker.currentNode.textContent.trim());
	for (const name of ["aria-label", "title", "alt", "placeholder",
		"data-one", "data-more"])
		for (const e of document.querySelectorAll(`[${name}]`))
			found.push(e.getAttribute(name));
	return found.filter((s) => s !== "");
});

// Latin letters that are not set apart as an example or a value.
const isLatin = (s) => /[a-z]/i.test(s.replace(/[\u2066\u2068].*?\u2069/gs, ""));

async function look(page, what) {
	assert.deepEqual(await page.evaluate(() => [document.documentElement.lang,
		getComputedStyle(document.body).direction]), ["ar", "rtl"], what);
	assert.deepEqual((await ownWords(page)).filter(isLatin), [], what);
	await checkPage(page, what);
	assert.deepEqual(await axe(page), [], what);
	await shoot(page, `arabic-${page.viewportSize().width}/${what}`);
}

async function arrive(size, email) {
	const page = await open(browser, { size, locale: "ar-MA",
		trusted: true });
	page.visit = async (path) => {
		const reply = await page.goto(`${site.url}${path}`);
		assert.equal(reply.status(), 200, path);
	};
	if (!email)
		return page;
	await page.visit("/sign-in");
	await send(page, "/sign-in", { email, password: "koffie-en-muntthee" },
		say("sign_in.button"));
	// An account keeps its language; these have Dutch.
	await page.getByRole("button", { name: "العربية" }).click();
	await page.waitForLoadState();
	return page;
}

const path = (page) => page.url().slice(site.url.length);
const says = (page, what) =>
	page.locator("main").getByText(what).first().waitFor();

// The direction of each element with these words, in the page's order.
const directions = (page, selector) => page.locator(selector)
	.evaluateAll((all) => all.map((e) => getComputedStyle(e).direction));

const body = `أوافق على ما كتبه Jan de Vries، وأضيف:

- النقطة الأولى
- النقطة الثانية (مهمة!)

> Dat heb ik *zo* niet gezegd.

En dit staat er in het Nederlands.`;

for (const size of ["phone", "desktop"])
	test(`${size}: somebody joins in Arabic, and is approved`, async () => {
		const page = await arrive(size);
		const email = `${size}@voorbeeld.example`;
		const password = "كلمات كثيرة جميلة جدا";
		await page.visit("/");
		await look(page, "front");
		const brand = await page.locator(".brand").boundingBox();
		const menu = await page.locator(".menu").boundingBox();
		assert.ok(brand.x + brand.width > menu.x + menu.width ||
			brand.y < menu.y, "the page is mirrored");
		await page.locator("main .themes a").first().click();
		await page.waitForLoadState();
		await look(page, "theme");
		await page.visit("/t/22?page=2");
		await look(page, "thread-2");
		await page.visit("/search?q=stemmen");
		await look(page, "search");

		await page.visit("/theme/partnerkeuze");
		await page.locator("main .rows a").first().click();
		await page.waitForLoadState();
		const thread = path(page);
		await page.locator("#praat-mee").getByRole("link",
			{ name: say("layout.sign_up") }).click();
		await page.waitForLoadState();
		await send(page, "/sign-up", { name: "", email: "x", password: "y" },
			say("layout.sign_up"));
		await says(page, say("form.password_short"));
		await look(page, "sign-up-refused");
		await send(page, "/sign-up", { name: `فاطمة ${size}`, email,
			password }, say("layout.sign_up"));
		await look(page, "sign-in");
		await send(page, "/sign-in", { email, password },
			say("sign_in.button"));
		assert.equal(path(page), thread);

		await send(page, `${thread}/answer`, { body }, say("composer.preview"));
		await says(page, say("compose.preview"));
		await look(page, "preview");
		await send(page, `${thread}/answer`, {}, say("composer.send"));
		await look(page, "held");
		const post = page.locator(".post").filter({ hasText: "النقطة الأولى" })
			.filter({ hasText: size }).last();
		assert.equal(await post.locator(".prose").getAttribute("lang"), "ar");
		await says(page, say("post.is_held"));
		const id = (await post.getAttribute("id")).slice(1);
		for (const [what, wanted] of [["", "rtl"], [" ul", "rtl"],
			[" blockquote", "ltr"]])
			assert.deepEqual(await directions(page, `#p${id} .prose${what}`),
				[wanted], what);
		const [first, last] = await post.locator(".prose > p")
			.evaluateAll((all) => all.map((p) => {
				const range = document.createRange();
				range.selectNodeContents(p);
				const words = range.getBoundingClientRect();
				const box = p.getBoundingClientRect();
				return { left: words.left - box.left,
					right: box.right - words.right };
			}));
		assert.ok(first.right < 1, "Arabic begins on the right");
		assert.ok(last.left < 1, "Dutch begins on the left");

		const moderator = await arrive(size, "moderator@demo.example");
		await moderator.visit("/queue");
		await look(moderator, "queue");
		await moderator.visit(`/queue/${id}`);
		await look(moderator, "queue-post");
		await send(moderator, `/queue/${id}`, {}, say("queue.reject"));
		await says(moderator, say("form.empty"));
		await look(moderator, "queue-post-refused");
		await send(moderator, `/queue/${id}`, {}, say("queue.approve"));
		await says(moderator, ar["queue.approved"][1]);
		await moderator.visit("/log");
		await look(moderator, "log");

		await page.visit("/account/posts");
		await says(page, say("own.approved"));
		await look(page, "own-posts");
		await page.visit("/account");
		await look(page, "account");
		await page.visit(`/p/${id}`);
		await look(page, "thread");
		await page.context().close();
		await moderator.context().close();
	});

test("the pages of a host and an administrator", async () => {
	const page = await arrive("phone", "beheer@demo.example");
	for (const at of ["/org/lantaarn", "/org/lantaarn/edit",
		"/org/lantaarn/new-theme", "/org/lantaarn/close", "/org/new",
		"/theme/werk/edit", "/theme/werk/new", "/t/22/close", "/settings",
		"/settings/rules", "/settings/accessibility", "/accessibility", "/rules", "/contact", "/account/password",
		"/forgot", "/sign-out", "/p/1/history", "/p/1/remove"]) {
		await page.visit(at);
		await look(page, at.slice(1).replaceAll("/", "-"));
	}
	await page.goto(`${site.url}/nergens`);
	await says(page, say("error.not_found_title"));
	await look(page, "not-found");
	await page.context().close();
});

test("no message of another language is among the Arabic ones", () => {
	for (const other of ["nl", "en", "fr"]) {
		const theirs = words(other);
		for (const [key, forms] of Object.entries(ar))
			for (const form of forms)
				if (/\p{L}/u.test(form.replace(/\{[^}]*\}/g, "")))
					assert.ok(!theirs[key].includes(form), key);
	}
});
