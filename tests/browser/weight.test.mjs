// What a first visit to a thread with twenty posts costs, as Chromium counts the
// bytes that came, headers too; and that nothing moves while it comes slowly.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { textOf } from "../lib/html.mjs";
import { answer, openThread } from "../lib/people.mjs";
import { launch, open } from "./browser.mjs";

const page14 = 14 * 1024, script10 = 10 * 1024, requests3 = 3;

let site, address;
before(async () => {
	site = await startSite({ demo: true });
	address = `${site.url}${await thread()}`;
	await tightened();
});
after(() => site?.stop());

// Words of the demonstration, as people write them; gives the address.
async function thread() {
	const { body } = await site.client().get("/t/22");
	const texts = [...body.matchAll(/<div class="prose"[^>]*>(.*?)<\/div>/gs)]
		.map(([, html]) => textOf(html)).slice(0, 20);
	assert.equal(texts.length, 20);
	const member = site.client();
	await member.signIn("lid@demo.example");
	const { thread: id } = await openThread(member, "werk", "Wat helpt?",
		texts[0]);
	for (const text of texts.slice(1))
		await answer(member, id, text);
	const page = await site.client().get(`/t/${id}`);
	assert.equal(page.body.match(/itemprop="text"/g).length, 20);
	return `/t/${id}`;
}

// Kept pages that browsers ask for often are packed tighter in the background.
async function tightened() {
	const client = site.client();
	const ask = async () => (await client.raw("GET", new URL(address).pathname,
		{ headers: { "Accept-Encoding": "gzip, deflate, br, zstd" } }))
		.headers["content-encoding"];
	let coding;
	for (let i = 0; i < 600 && coding !== "br"; i++) {
		coding = await ask();
		await new Promise((r) => setTimeout(r, 20));
	}
	assert.equal(coding, "br");
}

// What the browser asked for and how many bytes of each came, and how far
// anything moved; slow: on a bad telephone line.
async function visit(browser, { size, slow = false, path = "" }) {
	const tab = await open(browser, { size, trusted: true });
	const cdp = await tab.context().newCDPSession(tab);
	const asked = new Map();
	await cdp.send("Network.enable");
	if (slow)
		await cdp.send("Network.emulateNetworkConditions", { offline: false,
			latency: 400, downloadThroughput: 50e3,
			uploadThroughput: 50e3 });
	cdp.on("Network.requestWillBeSent", ({ requestId, request, type }) => {
		if (!request.url.startsWith("data:"))
			asked.set(requestId, { type, url: request.url, bytes: 0 });
	});
	cdp.on("Network.responseReceived", ({ requestId, response }) => {
		if (asked.has(requestId))
			asked.get(requestId).protocol = response.protocol;
	});
	cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
		if (asked.has(requestId))
			asked.get(requestId).bytes = encodedDataLength;
	});
	await tab.addInitScript(() => {
		globalThis.shifts = [];
		new PerformanceObserver((list) => globalThis.shifts.push(
			...list.getEntries().map((e) => `${e.value}: ${e.sources
				.map(({ node }) => node?.outerHTML?.slice(0, 80))}`)))
			.observe({ type: "layout-shift", buffered: true });
	});
	await tab.goto(new URL(path, address).href, { waitUntil: "load" });
	// Two frames later the last shift has been told.
	const shifts = await tab.evaluate(() => new Promise((done) =>
		requestAnimationFrame(() => requestAnimationFrame(() =>
			setTimeout(() => done(globalThis.shifts))))));
	const icons = await tab.evaluate(() => [...document.querySelectorAll(
		'link[rel~="icon"]')].map((e) => e.href)
		.filter((href) => !href.startsWith("data:")));
	await tab.context().close();
	return { asked: [...asked.values()], shifts, icons };
}

for (const [protocol, args] of [["h2", []], ["http/1.1", ["--disable-http2"]]])
	test(`a first visit over ${protocol}`, async () => {
		const browser = await launch(args);
		const { asked, icons } = await visit(browser, { size: "phone" });
		await browser.close();
		// The line on which news comes stays open: it is not waited for.
		const parts = asked.filter(({ type }) => type !== "EventSource");
		const bytes = (...types) => parts.filter(({ type }) =>
			types.includes(type)).reduce((n, part) => n + part.bytes, 0);
		const page = bytes("Document", "Stylesheet");
		const script = bytes("Script");
		console.log(`${protocol}: ${page} bytes (${bytes("Document")} HTML, ` +
			`${bytes("Stylesheet")} CSS), ${script} script, ` +
			`${parts.length} requests`);
		for (const part of parts)
			assert.ok(part.bytes > 0 && part.protocol === protocol,
				JSON.stringify(part));
		// Chromium without a window asks for no icon; one with it does.
		assert.ok(parts.length + icons.length <= requests3,
			JSON.stringify([parts, icons]));
		assert.ok(page <= page14, `${page} bytes of HTML and CSS`);
		assert.ok(script > 0 && script <= script10, `${script} of script`);
	});

test("nothing moves while it comes slowly", async () => {
	const browser = await launch();
	for (const size of ["phone", "desktop"])
		for (const path of ["", "/", "/theme/werk", "/search?q=brief"]) {
			const { shifts } = await visit(browser,
				{ size, slow: true, path });
			assert.deepEqual(shifts, [], `${size} ${path}`);
		}
	await browser.close();
});

test("what moves is seen", async () => {
	const browser = await launch();
	const tab = await open(browser);
	await tab.goto(address);
	const moved = await tab.evaluate(() => new Promise((done) => {
		new PerformanceObserver((list) => done(list.getEntries().length))
			.observe({ type: "layout-shift" });
		requestAnimationFrame(() => requestAnimationFrame(() => {
			document.querySelector("main").prepend(Object.assign(
				document.createElement("h2"), { textContent: "Te laat" }));
		}));
	}));
	assert.ok(moved > 0);
	await browser.close();
});
