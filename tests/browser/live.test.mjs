// What a page that stands open says of what happens meanwhile.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { answer, openThread } from "../lib/people.mjs";
import { axe, checkPage, launch, open, shoot, signIn } from "./browser.mjs";

let site, browser, karim;
before(async () => {
	site = await startSite({ demo: true });
	browser = await launch();
	karim = site.client();
	await karim.signIn("moderator@demo.example");
});
after(async () => {
	await browser?.close();
	await site?.stop();
});

const theme = "partnerkeuze"; // everything of members waits there

for (const way of [{ size: "phone", dark: true }, { size: "desktop" },
	{ size: "desktop", locale: "en-GB" }])
	test(`new answers are told: ${JSON.stringify(way)}`, async () => {
		const isDutch = way.locale !== "en-GB";
		const { thread } = await openThread(karim, theme, "Titel live",
			"Begin live");
		await answer(karim, thread, "De eerste");
		const page = await open(browser, { ...way, trusted: true });
		await page.goto(`${site.url}/t/${thread}`);
		const news = page.locator(".news");
		assert.equal(await news.getAttribute("role"), "status");
		assert.equal(await news.textContent(), "");
		const second = await answer(karim, thread, "De tweede");
		await news.getByRole("link", { name: isDutch ?
			"1 nieuwe reactie" : "1 new answer" }).waitFor();
		const third = await answer(karim, thread, "De derde");
		const link = news.getByRole("link", { name: isDutch ?
			"Nieuwe reacties: 2" : "New answers: 2" });
		await link.waitFor();
		assert.ok(await link.isVisible());
		await checkPage(page, "news");
		// Higher up it lies over what scrolls away under it.
		await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
		assert.deepEqual(await axe(page), []);
		await shoot(page, `live/${way.size}-${way.locale ?? "nl"}`);
		await link.click();
		await page.waitForURL(`${site.url}/t/${thread}#p${third}`);
		await page.locator(`#p${second}`).waitFor();
		assert.equal(await page.locator(".news").textContent(), "");
		await page.context().close();
	});

test("without a script nothing is said and nothing is in the way", async () => {
	const page = await open(browser, { script: false });
	await page.goto(`${site.url}/t/22`);
	const box = await page.locator(".news").boundingBox();
	assert.ok(!box || box.height === 0);
	await page.context().close();
});

test("a moderator sees the queue grow and shrink", async () => {
	const page = await open(browser, { size: "phone" });
	await signIn(page, site, "moderator@demo.example");
	await page.goto(`${site.url}/`);
	const count = page.locator(".menu .count");
	const before = Number(await count.textContent());
	const member = site.client();
	await member.signIn("lid@demo.example");
	await openThread(member, theme, "Titel rij", "Begin rij");
	await count.getByText(String(before + 1), { exact: true }).waitFor();
	await checkPage(page, "the queue has grown");
	await page.context().close();
});

test("a page out of sight listens no more, and does again", async () => {
	const page = await open(browser);
	const streams = async () => Number(/^praatmee_streams (\d+)$/m.exec(
		(await site.client({ plain: true }).get("/metrics")).body)[1]);
	const until = async (n) => {
		for (let i = 0; await streams() !== n; i++) {
			assert.ok(i < 300, `not ${n} streams`);
			await new Promise((r) => setTimeout(r, 50));
		}
	};
	await until(0);
	await page.clock.install();
	await page.goto(`${site.url}/t/22`);
	await until(1);
	const show = (isHidden) => page.evaluate((hidden) => {
		Object.defineProperty(document, "hidden",
			{ configurable: true, value: hidden });
		document.dispatchEvent(new Event("visibilitychange"));
	}, isHidden);
	await show(true);
	await page.clock.fastForward(11000);
	await until(0);
	await show(false);
	await until(1);
	await page.context().close();
	await until(0);
});
