// Lighthouse on a phone: everything about access, good practice and search engines
// right.  Of speed what no busy machine changes: weight, and that nothing moves.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { startSite } from "../lib/site.mjs";
import { executablePath, flags } from "./browser.mjs";

const categories = ["accessibility", "best-practices", "seo", "performance"];

let site, chrome;
before(async () => {
	site = await startSite({ demo: true });
	chrome = await launch({ chromePath: executablePath, logLevel: "error",
		chromeFlags: [...flags, "--headless=new",
			"--ignore-certificate-errors"] });
});
after(async () => {
	await chrome?.kill();
	await site?.stop();
});

// Chromium forgets to write down where a trace begins, once in twenty: Lighthouse
// asks to be run again then.
async function run(address, onlyCategories, tries = 3) {
	const { lhr } = await lighthouse(address, { port: chrome.port,
		logLevel: "error", onlyCategories });
	return lhr.runtimeError?.code === "NO_NAVSTART" && tries > 1
		? run(address, onlyCategories, tries - 1) : lhr;
}

async function look(address, onlyCategories) {
	const lhr = await run(address, onlyCategories);
	assert.equal(lhr.runtimeError, undefined);
	const scores = Object.fromEntries(onlyCategories.map((name) =>
		[name, Math.round(lhr.categories[name].score * 100)]));
	// What took points, and what it says of it.
	const lost = onlyCategories.flatMap((name) =>
		lhr.categories[name].auditRefs.filter(({ id, weight }) => weight > 0 &&
			lhr.audits[id].score !== null && lhr.audits[id].score < 1)
			.map(({ id }) => `${id}: ${lhr.audits[id].title} ${
				lhr.audits[id].displayValue ?? ""} ${JSON.stringify(
				lhr.audits[id].details?.items ?? []).slice(0, 600)}`));
	return { scores, lost, audits: lhr.audits };
}

for (const [name, path] of [["front page", "/"], ["theme", "/theme/werk"],
	["thread", "/t/22"]])
	test(`Lighthouse: ${name}`, async () => {
		const { scores, lost, audits } =
			await look(`${site.url}${path}`, categories);
		console.log(`${name}: ${JSON.stringify(scores)} ${
			["first-contentful-paint", "largest-contentful-paint",
				"total-blocking-time", "speed-index"].map((id) =>
				`${id} ${audits[id].displayValue}`).join(", ")}`);
		for (const what of lost)
			console.log(what);
		for (const category of categories.slice(0, 3))
			assert.equal(scores[category], 100, lost.join("\n"));
		assert.equal(audits["cumulative-layout-shift"].numericValue, 0);
		assert.ok(audits["total-byte-weight"].numericValue < 40 * 1024,
			audits["total-byte-weight"].displayValue);
	});

test("Lighthouse finds what is wrong", async () => {
	const { scores, lost } = await look(`${site.url}/settings`, ["seo"]);
	assert.ok(scores.seo < 100, "it is not to be found by search engines");
	assert.match(lost.join("\n"), /http-status-code|is-crawlable/);
});
