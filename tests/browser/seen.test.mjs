// What is new since one's last visit, in a browser: one goes from link to link,
// with JavaScript and without, on a phone and on a desktop, light and dark.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { parseMetrics } from "../lib/metrics.mjs";
import { answer, openThread } from "../lib/people.mjs";
import { startSite } from "../lib/site.mjs";
import { checkPage, launch, open, shoot, signIn } from "./browser.mjs";

let site, browser, admin;
before(async () => {
	site = await startSite({ demo: true });
	browser = await launch();
	admin = site.client();
	await admin.signIn("beheer@demo.example");
});
after(async () => {
	await browser?.close();
	await site?.stop();
});

async function kept() {
	const counter = site.client({ plain: true }), end = Date.now() + 20000;
	for (;;) {
		const m = parseMetrics((await counter.get("/metrics")).body);
		if (m.get("praatmee_seen_waiting_notes") === 0)
			return;
		assert.ok(Date.now() < end, "notes are kept");
		await new Promise((r) => setTimeout(r, 50));
	}
}

const words = "Iedereen die meedoet, heeft iets te zeggen. ".repeat(12);

for (const way of [
	{ script: false, size: "phone", dark: false },
	{ script: true, size: "desktop", dark: true },
	{ script: true, size: "phone", dark: true },
	{ script: false, size: "desktop", dark: false },
]) {
	const name = `${way.script ? "script" : "plain"}-${way.size}-` +
		`${way.dark ? "dark" : "light"}`;
	test(`what is new is found: ${name}`, async () => {
		const { thread } = await openThread(admin, "politiek",
			"Wie beslist er mee?", words);
		await answer(admin, thread, words);
		const page = await open(browser, way);
		await signIn(page, site, "lid@demo.example");
		await page.goto(`${site.url}/t/${thread}`);
		assert.equal(await page.locator(".fresh").count(), 0);
		await kept();
		const ids = [];
		for (let i = 0; i < 3; i++)
			ids.push(await answer(admin, thread, `${i}: ${words}`));
		await page.reload();
		await checkPage(page, `${name}, news`);
		await shoot(page, `${name}/news`);
		await page.getByRole("link", { name: "Naar de eerste nieuwe reactie" })
			.click();
		for (const id of ids) {
			assert.equal(new URL(page.url()).hash, `#p${id}`);
			const post = page.locator(`#p${id}.fresh`);
			assert.equal(await post.locator(".mark.fresh").innerText(),
				"nieuw");
			const top = (await post.boundingBox()).y;
			assert.ok(top >= -1 && top < page.viewportSize().height, `${top}`);
			if (id !== ids.at(-1))
				await post.getByRole("link",
					{ name: "Volgende nieuwe reactie" }).click();
		}
		assert.equal(await page.getByRole("link",
			{ name: "Volgende nieuwe reactie" }).count(), 2);
		// Back goes the way that one came.
		await page.goBack();
		assert.equal(new URL(page.url()).hash, `#p${ids[1]}`);
		assert.equal(await page.locator(".post.fresh").count(), 3);
		await page.context().close();
	});
}
