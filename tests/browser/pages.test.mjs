// Every page that there is against WCAG 2.2 A and AA, on a phone and on a dark
// desktop.
import test from "node:test";
import assert from "node:assert/strict";
import { axe, checkPage, open } from "./browser.mjs";
import { lookAtFocus, lookOver } from "./dress.mjs";
import { crawled, differing, inspect, inTabs } from "./inspect.mjs";

const all = crawled();

test("every page, on a phone and on a dark desktop", async () => {
	const pages = differing(all.found.pages, ({ route, status }) =>
		`${route} ${status}`);
	assert.ok(pages.length > 80, `${pages.length} pages`);
	await inTabs(all.browser, pages, (tab, dresser, page) =>
		inspect(tab, dresser, page, ["phone", "desktop-dark"]));
	console.log(`${all.found.pages.length} pages, ${pages.length} that differ`);
});

test("what is wrong is found", async () => {
	const page = await open(all.browser, { trusted: true });
	await page.goto(`${all.found.site.url}/sign-in`);
	await page.evaluate(() => {
		document.querySelector("label").remove();
		document.querySelector("h1").style.color = "#eee";
		document.querySelector("h1").style.width = "2000px";
		console.error("planted");
	});
	const wrong = (await axe(page)).join();
	assert.match(wrong, /label: .*color-contrast|color-contrast: .*label/s);
	await assert.rejects(checkPage(page, "here"), /sideways by \d+ px: <h1/);
	await page.evaluate(() =>
		document.querySelector("h1").removeAttribute("style"));
	await assert.rejects(checkPage(page, "here"), /planted/);

	await page.evaluate(() => {
		document.querySelector(".skip").remove();
		document.querySelector("[name=email]").removeAttribute("autocomplete");
		document.querySelector("main").insertAdjacentHTML("beforeend",
			`<p class="error" id="lost">Fout</p><input id="wrong"
			aria-invalid="true"><p class="notice ok">Klaar</p>
			<p style="height: 5px; overflow: hidden">Afgesneden</p>
			<p><a href="/x">Hier</a> <a href="/y"><b>Hier</b></a></p>`);
	});
	assert.deepEqual((await lookOver(page)).map((line) => line.split(":")[0]),
		["no words at a field that is wrong", "not in the list of mistakes",
			"an error of no field", "a message without a role",
			"no autocomplete", "no skip link", "sounds as a link to elsewhere",
			"words are cut off"]);

	assert.deepEqual(await lookAtFocus(page), []);
	await page.addStyleTag({ content: `[name=email] { outline: none !important }
		[name=password] { position: relative; z-index: -1 }` });
	const unseen = (await lookAtFocus(page)).join();
	assert.match(unseen, /does not show: <input id="email"/);
	assert.match(unseen, /out of sight: <input id="password"/);
	await page.context().close();
});
