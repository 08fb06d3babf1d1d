// What the script saves: reloads, and words that were not sent yet.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { answer, edit, openThread } from "../lib/people.mjs";
import { axe, checkPage, launch, open, send, shoot, signIn } from
	"./browser.mjs";

let site, browser, thread, first, second;
before(async () => {
	site = await startSite({ demo: true });
	browser = await launch();
	const karim = site.client();
	await karim.signIn("moderator@demo.example");
	({ thread } = await openThread(karim, "werk", "Ter plaatse", "Begin."));
	first = await answer(karim, thread, "Het eerste.");
	await karim.submit(`/p/${first}/answer`, { body: "Daarop." });
	second = await answer(karim, thread, "Het tweede.");
});
after(async () => {
	await browser?.close();
	await site?.stop();
});

async function member(way = {}) {
	const page = await open(browser, { trusted: true, ...way });
	await signIn(page, site, "lid@demo.example");
	await page.goto(`${site.url}/t/${thread}`);
	return page;
}

// The form that opens below a post.
async function openAnswer(page, id) {
	await page.locator(`#p${id} .tools a`).first().click();
	const box = page.locator(`#p${id} .here`);
	await box.waitFor();
	return box;
}

const inBox = (box) => box.locator("textarea");

for (const size of ["phone", "desktop"])
	test(`a member answers where they read: ${size}`, async () => {
		const page = await member({ size });
		const at = page.url();
		const box = await openAnswer(page, first);
		assert.ok(await inBox(box).evaluate((e) =>
			e === document.activeElement));
		assert.equal(await page.locator(`#p${first} .tools a`).first()
			.getAttribute("aria-expanded"), "true");
		await inBox(box).fill("Dit is **van mij**.");
		await box.getByRole("button", { name: "Bekijk eerst" }).click();
		await box.locator(".prose strong").getByText("van mij").waitFor();
		assert.ok(await box.locator("section").evaluate((e) =>
			e === document.activeElement));
		await checkPage(page, "a preview in place");
		await shoot(page, `script/answer-${size}`);
		assert.deepEqual(await axe(page), []);
		assert.equal(page.url(), at);
		await box.getByRole("button", { name: "Plaats reactie" }).click();
		await page.waitForURL(/#p\d+$/);
		const id = /p\d+$/.exec(page.url())[0];
		await page.locator(`#${id} strong`, { hasText: "van mij" })
			.waitFor();
		assert.match(await page.locator(`#${id} .meta`).textContent(),
			/op Karim/);
		await page.context().close();
	});

test("the form is closed by its link, and words in it wait", async () => {
	const page = await member();
	let box = await openAnswer(page, second);
	await inBox(box).fill("Nog niet af");
	await box.locator(".cancel").click();
	await box.waitFor({ state: "hidden" });
	assert.equal(page.url(), `${site.url}/t/${thread}`);
	const link = page.locator(`#p${second} .tools a`).first();
	await link.click();
	assert.equal(await inBox(box).inputValue(), "Nog niet af");
	await link.click();
	await box.waitFor({ state: "hidden" });
	assert.equal(await link.getAttribute("aria-expanded"), "false");
	await page.reload();
	box = await openAnswer(page, second);
	assert.equal(await inBox(box).inputValue(), "Nog niet af");
	await box.getByText("Dit typte je eerder").waitFor();
	await page.context().close();
});

test("an empty answer is refused in place", async () => {
	const page = await member();
	const box = await openAnswer(page, second);
	await box.getByRole("button", { name: "Bekijk eerst" }).click();
	const mistakes = box.locator(".notice.bad");
	await mistakes.waitFor();
	await mistakes.getByRole("link").click();
	assert.ok(await inBox(box).evaluate((e) =>
		e === document.activeElement));
	await page.context().close();
});

test("a preview of what was changed meanwhile is seen in place", async () => {
	const client = site.client();
	await client.signIn("lid@demo.example");
	const { post } = await openThread(client, "partnerkeuze",
		"Twee vensters", "Mijn eerste zin");
	const page = await member();
	await page.goto(`${site.url}/p/${post}/edit`);
	await edit(client, post, { body: "Uit het andere venster" });
	await page.locator("main textarea").fill("Van *mij*");
	await page.getByRole("button", { name: "Bewaar je bericht" }).click();
	await page.getByText("Uit het andere venster").waitFor();
	const address = page.url();
	await page.getByRole("button", { name: "Bekijk eerst" }).click();
	await page.locator("#preview em").waitFor();
	assert.equal(page.url(), address);
	await page.context().close();
});

test("a new tab, a visitor and a dead network get the page", async () => {
	const page = await member();
	const link = page.locator(`#p${first} .tools a`).first();
	const [tab] = await Promise.all([page.context().waitForEvent("page"),
		link.click({ modifiers: ["Control"] })]);
	await tab.waitForURL(`${site.url}/p/${first}/answer`);
	await tab.close();
	assert.equal(await page.locator(".here").count(), 0);
	await page.evaluate(() => {
		window.fetch = () => Promise.reject(new Error("away"));
	});
	await link.click();
	await page.waitForURL(`${site.url}/p/${first}/answer`);
	await page.evaluate(() => {
		window.fetch = () => Promise.reject(new Error("away"));
	});
	await page.locator("main textarea").fill("Toch *gezien*");
	await page.getByRole("button", { name: "Bekijk eerst" }).click();
	await page.locator("#preview em").waitFor();
	assert.equal(await page.locator("main textarea").inputValue(),
		"Toch *gezien*");
	await page.context().close();
	const visitor = await open(browser);
	await visitor.goto(`${site.url}/t/${thread}`);
	await visitor.locator(`#p${first} .tools a`).first().click();
	await visitor.waitForURL(/\/sign-in\?next=/);
	await visitor.context().close();
});

test("words that were not sent come back, those that were do not", async () => {
	const page = await member();
	const body = page.locator("#body");
	await body.fill("Halverwege een zin");
	await page.reload();
	assert.equal(await body.inputValue(), "Halverwege een zin");
	assert.ok(await page.getByText("Dit typte je eerder").isVisible());
	await shoot(page, "script/draft");
	// Sent, but the answer never came: they are still here.
	await page.route("**/answer", (route) => route.abort());
	await page.locator("#praat-mee").getByRole("button",
		{ name: "Plaats reactie" }).click();
	await page.waitForURL(/chrome-error/).catch(() => {});
	await page.unroute("**/answer");
	await page.goto(`${site.url}/t/${thread}`);
	assert.equal(await body.inputValue(), "Halverwege een zin");
	await page.locator("#praat-mee").getByRole("button",
		{ name: "Plaats reactie" }).click();
	await page.waitForURL(/#p\d+$/);
	assert.equal(await body.inputValue(), "");
	assert.equal(await page.getByText("Dit typte je eerder").isVisible(),
		false);
	await page.context().close();
});

test("a new thread keeps its title and words", async () => {
	const page = await member();
	await page.goto(`${site.url}/theme/werk/new`);
	await page.locator("#title").fill("Een titel");
	await page.locator("#body").fill("Een begin");
	await page.getByRole("button", { name: "Bekijk eerst" }).click();
	await page.locator("#preview h3", { hasText: "Een titel" }).waitFor();
	assert.equal(page.url(), `${site.url}/theme/werk/new`);
	await page.getByRole("link", { name: "Annuleer" }).click();
	await page.waitForURL(`${site.url}/theme/werk`);
	await page.goto(`${site.url}/theme/werk/new`);
	assert.equal(await page.locator("#title").inputValue(), "Een titel");
	await send(page, "/theme/werk/new", {}, "Begin dit gesprek");
	await page.goto(`${site.url}/theme/werk/new`);
	assert.equal(await page.locator("#title").inputValue(), "");
	await page.context().close();
});

for (const [path, name] of [["", "Uitloggen"], ["/account", "Log overal uit"]])
	test(`who signs out leaves no words behind: ${name}`, async () => {
		const page = await member();
		await page.locator("#body").fill("Geheim");
		const kept = () => page.evaluate(() =>
			JSON.stringify(localStorage));
		assert.match(await kept(), /Geheim/);
		await page.goto(`${site.url}${path}`);
		await page.getByRole("button", { name }).click();
		await page.getByRole("link", { name: "Inloggen" }).first()
			.waitFor();
		assert.equal(await kept(), "{}");
		await page.context().close();
	});

test("what another tab shows says nothing of what was sent here", async () => {
	const page = await member();
	const other = await page.context().newPage();
	await page.locator("#body").fill("Van deze kant");
	await page.route("**/answer", (route) => route.abort());
	await page.locator("#praat-mee").getByRole("button",
		{ name: "Plaats reactie" }).click();
	await page.waitForURL(/chrome-error/).catch(() => {});
	await other.goto(`${site.url}/p/${second}`);
	assert.equal(await other.locator("#body").inputValue(), "Van deze kant");
	await page.context().close();
});

test("two clicks open one form", async () => {
	const page = await member();
	await page.locator(`#p${second} .tools a`).first().dblclick();
	await page.locator(`#p${second} .here`).waitFor();
	assert.equal(await page.locator(".here").count(), 1);
	await page.context().close();
});

for (const script of [true, false])
	test(`a branch folds, script: ${script}`, async () => {
		const page = await open(browser, { script });
		await page.goto(`${site.url}/t/${thread}`);
		const branch = page.locator("details.branch").first();
		const inside = branch.locator(".post").first();
		assert.ok(await inside.isVisible());
		const summary = branch.locator("summary");
		const line = await summary.boundingBox();
		assert.ok(line.width >= 24 && line.height >= 24);
		await summary.click();
		assert.equal(await inside.isVisible(), false);
		await summary.getByText(/\d+ reacties? hierop/).waitFor();
		await summary.focus();
		await page.keyboard.press("Enter");
		assert.ok(await inside.isVisible());
		await page.context().close();
	});

test("from an answer up and back", async () => {
	const page = await open(browser);
	await page.goto(`${site.url}/t/${thread}`);
	const child = page.locator(".branch .post").first();
	const id = await child.getAttribute("id");
	await child.getByRole("link", { name: /op Karim/ }).click();
	assert.equal(new URL(page.url()).hash, `#p${first}`);
	await page.locator(`#p${first} .back`).click();
	assert.equal(new URL(page.url()).hash, `#${id}`);
	await page.context().close();
});

for (const language of ["nl", "en", "fr", "ar"])
	test(`how long ago is told as people do: ${language}`, async () => {
		const page = await open(browser);
		await page.context().addCookies([{ name: "language",
			value: language, url: site.url, secure: true }]);
		await page.goto(`${site.url}/t/${thread}`);
		const differ = await page.evaluate((language) => {
			const words = new Intl.RelativeTimeFormat(`${language}-u-nu-latn`);
			const time = document.querySelector(".by time");
			const units = [["minute", 60, 59], ["hour", 3600, 23],
				["day", 86400, 6], ["week", 604800, 4]];
			return units.flatMap(([unit, seconds, most]) =>
				Array.from({ length: most }, (_, i) => {
					time.dateTime = new Date(Date.now() -
						((i + 1) * seconds + 5) * 1000).toISOString();
					dispatchEvent(new Event("afterprint"));
					const expected = words.format(-i - 1, unit);
					return time.textContent === expected ? [] :
						[`${time.textContent}, not ${expected}`];
				}).flat());
		}, language);
		assert.deepEqual(differ, []);
		assert.equal(await page.evaluate(() =>
			document.documentElement.lang), language);
		await page.context().close();
	});

// What keeps a phone from answering a finger, whatever else the machine does.
test("a page that opens measures nothing and wakes no other words", async () => {
	const page = await open(browser);
	await page.addInitScript(() => {
		window.slow = [];
		const watch = (object, name) => {
			const was = object[name];
			object[name] = function (...args) {
				window.slow.push(name);
				return new.target ? Reflect.construct(was, args)
					: was.apply(this, args);
			};
		};
		for (const name of Object.getOwnPropertyNames(Intl))
			if (typeof Intl[name] === "function")
				watch(Intl, name);
		for (const name of ["getBoundingClientRect", "getClientRects"])
			watch(Element.prototype, name);
	});
	await page.goto(`${site.url}/t/${thread}`);
	assert.deepEqual(await page.evaluate(() => window.slow), []);
	assert.match(await page.locator(".by time").first().textContent(),
		/^(nu|.* geleden)$/);
	assert.deepEqual(await page.evaluate(() => {
		document.body.getBoundingClientRect();
		return window.slow;
	}), ["getBoundingClientRect"]);
	await page.context().close();
});

test("on paper everything stands, with exact moments", async () => {
	const page = await open(browser);
	await page.goto(`${site.url}/t/${thread}`);
	const moment = page.locator(".post [itemprop=datePublished]").first();
	assert.match(await moment.textContent(), /^(nu|.* geleden)$/);
	await page.locator("details.branch summary").first().click();
	await page.pdf();
	await page.emulateMedia({ media: "print" });
	await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
	assert.match(await moment.textContent(), /^\d+ \S+ \d{4} om \d\d:\d\d$/);
	assert.ok(await page.locator(".branch .post").first().isVisible());
	await page.context().close();
});
