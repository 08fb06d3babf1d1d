// The way through the product in a browser: a visitor reads, somebody joins and
// answers, a moderator decides, a host opens a theme.  Everything without
// JavaScript and with it, on a phone and on a desktop, light and dark: each pair of
// these occurs.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { checkPage, launch, open, send, shoot, signIn } from "./browser.mjs";

const ways = [
	{ script: false, size: "phone", dark: false },
	{ script: false, size: "desktop", dark: true },
	{ script: true, size: "phone", dark: true },
	{ script: true, size: "desktop", dark: false },
];

let site, browser;
before(async () => {
	site = await startSite({ demo: true });
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await site?.stop();
});

const nameOf = (way) => `${way.script ? "script" : "plain"}-${way.size}-` +
	`${way.dark ? "dark" : "light"}`;

// A person at a browser of their own; look() checks the page that stands open
// and keeps a picture of it.
async function arrive(way, email) {
	const page = await open(browser, way);
	page.look = async (what) => {
		await checkPage(page, `${nameOf(way)}, ${what}`);
		await shoot(page, `${nameOf(way)}/${what}`);
	};
	page.visit = async (path, status = 200) => {
		const reply = await page.goto(`${site.url}${path}`);
		assert.equal(reply.status(), status, path);
	};
	page.follow = async (name) => {
		await page.getByRole("link", { name, exact: true }).first().click();
		await page.waitForLoadState();
	};
	page.path = () => page.url().slice(site.url.length);
	if (email)
		await signIn(page, site, email);
	return page;
}

const says = (page, words) =>
	page.locator("main").getByText(words).first().waitFor();
const saysNot = async (page, words) =>
	assert.equal(await page.locator("main").getByText(words).count(), 0);

// The parts of a page that stand in view.
const isInView = (locator) => locator.evaluate((e) => {
	const box = e.getBoundingClientRect();
	return box.top >= 0 && box.top < innerHeight;
});

// The post as a moderator opens it from the queue.
async function openInQueue(page, id) {
	await page.visit("/queue");
	for (;;) {
		const link = page.locator(`a.button[href="/queue/${id}"]`);
		if (await link.count() > 0) {
			await link.click();
			return page.waitForLoadState();
		}
		await page.follow("Volgende");
	}
}

const idOf = (page) => page.evaluate((words) => {
	const post = [...document.querySelectorAll(".post, .opening")]
		.find((e) => e.textContent.includes(words));
	return post.id.slice(1);
}, page.wrote);

for (const way of ways) {
	const name = nameOf(way);
	// Words that only this way writes.
	const own = (words) => `${words} (${name})`;
	let thread, answer;

	test(`${name}: a visitor reads`, async () => {
		const page = await arrive(way);
		await page.visit("/");
		assert.equal(await page.locator("h1").count(), 1);
		await page.look("front");
		await page.locator("main .themes a").first().click();
		await page.waitForLoadState();
		assert.match(page.path(), /^\/theme\//);
		await page.look("theme");
		await page.locator("main .rows a").first().click();
		await page.waitForLoadState();
		assert.match(page.path(), /^\/t\/\d+$/);
		await page.look("thread");

		await page.visit("/search?q=stemmen");
		await page.look("search");
		await page.visit("/t/22");
		await page.look("long-thread");
		await page.follow("Volgende");
		assert.equal(page.path(), "/t/22?page=2");
		await says(page, "Je leest pagina 2 van");
		await page.look("long-thread-2");
		const deep = page.locator(".post").filter({
			has: page.locator(".meta a", { hasText: /^op / }) }).first();
		const id = await deep.getAttribute("id");
		await deep.locator(".meta a").first().click();
		await page.waitForLoadState();
		assert.match(page.path(), new RegExp(`page=2#${id}$`));
		const post = page.locator(`#${id}`);
		assert.ok(await isInView(post), "the post stands in view");
		const parent = post.locator(".meta a", { hasText: /^op / });
		const parentId = (await parent.getAttribute("href")).match(/\d+$/)[0];
		await parent.click();
		await page.waitForLoadState();
		assert.ok(await isInView(page.locator(`#p${parentId}`)),
			"the parent stands in view");
		await page.context().close();
	});

	test(`${name}: somebody joins, answers and is approved`, async () => {
		const page = await arrive(way);
		const email = `${name}@voorbeeld.example`;
		const password = "een goed lang wachtwoord";
		await page.visit("/theme/werk");
		await page.locator("main .rows a").first().click();
		await page.waitForLoadState();
		thread = page.path();
		await page.locator("#praat-mee").getByRole("link",
			{ name: "Word lid" }).click();
		await page.waitForLoadState();
		await send(page, "/sign-up", { name: "kort", email: "geen adres",
			password: "kort" }, "Word lid");
		await says(page, "Dit is geen e-mailadres");
		assert.equal(await page.inputValue("#email"), "geen adres");
		assert.equal(await page.inputValue("#name"), "kort");
		await page.look("sign-up-refused");
		await send(page, "/sign-up", { name: `Ann ${name}`, email, password },
			"Word lid");
		await says(page, "Bijna klaar");
		await page.look("sign-in");
		await send(page, "/sign-in", { email, password: "verkeerd gegokt" },
			"Log in");
		await says(page, "klopt niet");
		assert.equal(await page.inputValue("#email"), email);
		await page.look("sign-in-refused");
		await send(page, "/sign-in", { email, password }, "Log in");
		assert.equal(page.path(), thread);

		await send(page, `${thread}/answer`,
			{ body: own("Bekijk *dit* eerst") }, "Bekijk eerst");
		await says(page, "Zo komt het eruit te zien");
		assert.equal(await page.locator("#preview em").innerText(), "dit");
		await page.look("preview");
		page.wrote = own("Na het **bekijken**").replaceAll("*", "");
		await send(page, `${thread}/answer`,
			{ body: own("Na het **bekijken**") }, "Plaats reactie");
		answer = await idOf(page);
		const post = page.locator(`#p${answer}`);
		assert.ok(await isInView(post), "one's own answer stands in view");
		assert.match(await post.innerText(), /wacht op een moderator/);
		await page.look("held");

		const visitor = await arrive(way);
		await visitor.visit(thread);
		await saysNot(visitor, page.wrote);
		const moderator = await arrive(way, "moderator@demo.example");
		await moderator.visit("/queue");
		await moderator.look("queue");
		await openInQueue(moderator, answer);
		await says(moderator, page.wrote);
		await moderator.look("queue-post");
		await send(moderator, `/queue/${answer}`, {}, "Goedkeuren");
		await says(moderator, "Eén bericht goedgekeurd");
		await visitor.visit(`/p/${answer}`);
		await says(visitor, page.wrote);
		await page.visit("/account/posts");
		await says(page, "Goedgekeurd:");
		await page.look("own-posts");
		await page.visit("/account");
		await page.look("account");
		for (const p of [page, visitor, moderator])
			await p.context().close();
	});

	test(`${name}: one's own thread: opened, edited, withdrawn`, async () => {
		const page = await arrive(way, "lid@demo.example");
		await page.visit("/theme/politiek");
		await page.follow("Begin een gesprek");
		const action = page.path();
		await send(page, action, { title: "", body: own("Zonder titel") },
			"Begin dit gesprek");
		assert.equal(await page.inputValue("#body"), own("Zonder titel"));
		await page.look("new-thread-refused");
		await send(page, action, { title: own("Een gesprek"),
			body: own("Hoe zien *jullie* dit?") }, "Bekijk eerst");
		await says(page, "Zo komt het eruit te zien");
		await page.look("new-thread-preview");
		await send(page, action, {}, "Begin dit gesprek");
		page.wrote = own("Hoe zien jullie dit?");
		const id = await idOf(page);
		await page.look("new-thread");

		await page.locator(`#p${id}`).getByRole("link",
			{ name: "Bewerk" }).click();
		await page.waitForLoadState();
		await page.look("edit");
		await send(page, `/p/${id}/edit`,
			{ body: own("Hoe denken jullie hierover?") }, "Bewaar je bericht");
		await says(page, own("Hoe denken jullie hierover?"));
		await page.visit(`/p/${id}/history`);
		await says(page, own("Hoe zien jullie dit?"));
		await page.look("history");

		await page.visit(`/p/${id}/withdraw`);
		await page.look("withdraw");
		await send(page, `/p/${id}/withdraw`, {}, "Trek in");
		await page.look("withdrawn");
		await page.visit(`/p/${id}/restore`);
		await send(page, `/p/${id}/restore`, {}, "Zet terug");
		await says(page, own("Hoe denken jullie hierover?"));
		await page.context().close();
	});

	test(`${name}: rejected with a reason, approved with an edit`, async () => {
		const page = await arrive(way, "lid@demo.example");
		const moderator = await arrive(way, "moderator@demo.example");
		const write = async (words) => {
			await page.visit("/theme/partnerkeuze/new");
			await send(page, "/theme/partnerkeuze/new", { title: own("Vraag"),
				body: own(words) }, "Begin dit gesprek");
			page.wrote = own(words);
			return idOf(page);
		};
		let id = await write("Dit gaat te ver");
		await openInQueue(moderator, id);
		await send(moderator, `/queue/${id}`, {}, "Afwijzen");
		await says(moderator, "Vul dit nog in");
		await moderator.look("reject-without-reason");
		await send(moderator, `/queue/${id}`,
			{ reason: own("Noem geen namen") }, "Afwijzen");
		await says(moderator, "Eén bericht afgewezen");
		await page.visit("/account/posts");
		await says(page, own("Noem geen namen"));
		await page.look("rejected");

		id = await write("Bel mij op 06");
		await openInQueue(moderator, id);
		await moderator.locator("summary", { hasText: "Tekst aanpassen" })
			.click();
		await send(moderator, `/queue/${id}`,
			{ body: own("Schrijf mij") }, "Keur de aangepaste tekst goed");
		await page.visit(`/p/${id}`);
		await says(page, own("Schrijf mij"));
		await says(page, "bewerkt door de moderatoren");
		await moderator.visit("/log");
		await says(moderator, own("Noem geen namen"));
		await moderator.look("log");
		await page.context().close();
		await moderator.context().close();
	});

	test(`${name}: a host opens a theme`, async () => {
		const page = await arrive(way, "gastvrouw@demo.example");
		await page.visit("/theme/werk");
		await page.locator("main a[href^='/org/']").first().click();
		await page.waitForLoadState();
		await page.look("organisation");
		await page.follow("Begin een thema");
		const action = page.path();
		await page.look("new-theme");
		await send(page, action, { name: own("Wonen"),
			about: own("Over huizen en huren") }, "Bewaar");
		assert.match(page.path(), /^\/theme\//);
		await says(page, own("Over huizen en huren"));
		await page.look("own-theme");
		await page.context().close();
	});
}
