// A request that changes something comes from a page of this site, or is
// refused, on every address that takes one.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { run, startSite } from "../lib/site.mjs";
import { exchange, host } from "../lib/raw.mjs";
import { isAbsent, readJson } from "../lib/reference.mjs";

let site, admin, routes;
before(async () => {
	site = await startSite({ demo: true });
	admin = site.client();
	await admin.signIn("beheer@demo.example");
	routes = run(["routes"]).split("\n")
		.map((line) => line.split(/\s+/))
		.filter(([method]) => method === "POST")
		.map(([, pattern]) => pattern.replace(":slug", "werk")
			.replace(":id", "1"));
});
after(() => site.stop());

const form = { "Content-Type": "application/x-www-form-urlencoded" };
const marker = "getypt <b>en niet verstuurd</b>";
const typed = new URLSearchParams({ title: `T ${marker}`, body: marker,
	reason: `R ${marker}` }).toString();

// What a browser tells about where a request comes from.
function headersOf({ sec_fetch_site: fetched, origin }) {
	const headers = { ...form };
	if (fetched)
		headers["Sec-Fetch-Site"] = fetched;
	if (origin)
		headers.Origin = origin === "<SELF>" ? site.url : origin;
	return headers;
}

const refused = [
	{ name: "another site", sec_fetch_site: "cross-site", origin: "" },
	{ name: "another site that lies in Origin",
		sec_fetch_site: "cross-site", origin: "<SELF>" },
	{ name: "a neighbour", sec_fetch_site: "same-site", origin: "<SELF>" },
	{ name: "a word that browsers do not say",
		sec_fetch_site: "Same-Origin", origin: "" },
	{ name: "another origin", origin: "https://attacker.example" },
	{ name: "another port", origin: "https://localhost" },
	{ name: "another scheme", origin: "<PLAIN>" },
	{ name: "an origin that is hidden", origin: "null" },
	{ name: "ours with a slash", origin: "<SELF>/" },
	// Stricter than Go's CrossOriginProtection, which lets it pass.
	{ name: "neither header", origin: "" },
];

test("there are addresses to try", () => {
	assert.ok(routes.length >= 20, routes.join(" "));
	for (const path of ["/sign-in", "/t/1/answer", "/queue/1", "/settings",
		"/theme/werk/edit", "/account/sign-out", "/setup", "/language"])
		assert.ok(routes.includes(path), path);
});

for (const row of refused)
	test(`${row.name}: refused everywhere, and nothing typed is lost`,
		async () => {
			const headers = headersOf(row);
			if (row.origin?.includes("<"))
				headers.Origin = row.origin.replace("<SELF>", site.url)
					.replace("<PLAIN>", site.plainUrl);
			for (const path of routes) {
				const r = await admin.raw("POST", path,
					{ headers, body: typed });
				assert.equal(r.status, 403, `${path}: ${r.text}`);
				assert.match(r.text, /niet van een pagina van deze site/);
				assert.equal(r.headers["set-cookie"], undefined);
				for (const word of ["T ", "", "R "])
					assert.ok(r.text.includes(word + marker),
						`${path} has lost ${word}${marker}`);
				assert.ok(!/<form[^>]*>[^]*?getypt[^]*?<\/form>/
					.test(r.body.slice(r.body.indexOf("<main"))),
				"the text is not in a form that posts");
			}
			assert.equal((await admin.get("/settings")).status, 200);
		});

test("our own pages are not refused anywhere", async () => {
	const visitor = site.client();
	for (const path of routes) {
		for (const row of [{ sec_fetch_site: "same-origin" },
			{ sec_fetch_site: "none" }, { origin: "<SELF>" }]) {
			const r = await visitor.raw("POST", path,
				{ headers: headersOf(row), body: "x=y" });
			assert.doesNotMatch(r.text,
				/niet van een pagina van deze site/,
				`${path} ${JSON.stringify(row)}`);
		}
	}
});

test("a header that is there twice is not believed", async () => {
	const pairs = [
		[`Origin: ${site.plainUrl}`, "Origin: http://x.example"],
		["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"],
	];
	for (const twice of [...pairs, ...pairs.map((p) => [...p].reverse())]) {
		const { statuses } = await exchange(site, "POST /language HTTP/1.1\r\n" +
			`${host(site)}${twice.join("\r\n")}\r\nContent-Length: 0\r\n` +
			"Connection: close\r\n\r\n");
		assert.deepEqual(statuses, [403], twice.join(", "));
	}
});

test("Go's table, but for what we refuse besides", { skip: isAbsent },
	async () => {
		const table = readJson("csrf/go-crossoriginprotection-table.json");
		// We believe no other site, so their trusted origins are refused.
		const trusted = table[Object.keys(table).at(-1)]
			.map((row) => ({ ...row, expected: 403 }));
		const rows = [...table.cases, ...trusted];
		const visitor = site.client();
		assert.equal(rows.length, 16);
		let stricter = 0;
		for (const row of rows) {
			for (const path of routes) {
				const r = await visitor.raw(row.method, path,
					{ headers: headersOf(row),
						body: row.method === "POST" ? "x=y" : undefined });
				const isRefused = /niet van een pagina/.test(r.text);
				if (row.method === "POST") {
					const isStricter = row.expected === 200 &&
						!row.sec_fetch_site && !row.origin;
					stricter += isStricter;
					assert.equal(isRefused,
						row.expected === 403 || isStricter,
						`${row.name}: ${path}`);
				} else if (row.expected === 403) {
					// A method that no address takes.
					assert.equal(r.status, 405, `${row.name}: ${path}`);
				} else {
					assert.ok(!isRefused, `${row.name}: ${path}`);
				}
			}
		}
		assert.equal(stricter, routes.length);
	});
