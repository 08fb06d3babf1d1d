// The coding of a page: the quickest when it is made, the tightest when it is
// asked for often, and the same page in each.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { startSite } from "../lib/site.mjs";
import { answer, threadOf } from "../lib/people.mjs";

let site, visitor, member, page;
before(async () => {
	site = await startSite({ demo: true });
	visitor = site.client({ plain: true });
	member = site.client({ plain: true });
	await member.signIn("moderator@demo.example");
	page = await threadOf(visitor, "werk");
});
after(() => site.stop());

async function get(codings, headers = {}) {
	const r = await visitor.raw("GET", page,
		{ headers: { "Accept-Encoding": codings, ...headers } });
	const coding = r.headers["content-encoding"];
	const unpack = r.bytes.length === 0 ? (bytes) => bytes :
		{ gzip: gunzipSync, br: brotliDecompressSync }[coding] ??
			((bytes) => bytes);
	return { status: r.status, coding, etag: r.headers.etag,
		n: r.bytes.length, body: unpack(r.bytes).toString("utf8") };
}

// Ask as browsers do, until the coding is br.
async function askOften() {
	const end = Date.now() + 20000;
	for (;;) {
		const r = await get("gzip, deflate, br");
		if (r.coding === "br")
			return r;
		assert.equal(r.coding, "gzip");
		assert.ok(Date.now() < end, "no brotli in 20 seconds");
	}
}

test("a page that is asked for often is packed tightly, and stays true",
	async () => {
		const first = await get("gzip, deflate, br");
		assert.equal(first.coding, "gzip");
		// Who takes gzip alone makes it wanted by nobody.
		for (let i = 0; i < 50; i++)
			assert.equal((await get("gzip")).coding, "gzip");
		const tight = await askOften();
		assert.equal(tight.body, first.body);
		assert.equal(tight.etag, first.etag);
		assert.ok(tight.n < 0.95 * first.n, `${tight.n} of ${first.n}`);
		assert.equal((await get("gzip")).body, first.body);
		assert.equal((await get("gzip, br",
			{ "If-None-Match": first.etag })).status, 304);
		assert.equal((await get("br")).coding, "br");
		assert.equal((await get("identity")).body, first.body);

		await answer(member, page.slice(3), "Dit staat er nieuw bij.");
		const anew = await get("gzip, deflate, br");
		assert.equal(anew.coding, "gzip");
		assert.match(anew.body, /Dit staat er nieuw bij/);
		assert.match((await askOften()).body, /Dit staat er nieuw bij/);
	});
