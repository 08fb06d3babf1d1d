// What a hostile client may cost over HTTP/2: each bound of net/h2.h, reached
// and then passed; the connection ends or the stream does, and nobody else
// notices.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { ACK, END_HEADERS, END_STREAM, ERRORS, Frames, TYPE, data, fields,
	frame, get, headers, post, settings, u32 } from "../lib/h2.mjs";

let site;
before(async () => { site = await startSite({ demo: true }); });
after(() => site.stop());

const eight = Buffer.alloc(8);
const many = (n, make) => Array.from({ length: n }, (_, i) => make(i));
const ids = (n, make) => many(n, (i) => make(2 * i + 1));

async function assertCalmed(...sent) {
	const c = await Frames.open(site);
	c.send(...sent);
	const goaway = await c.until((f) => f.type === TYPE.GOAWAY);
	assert.ok(goaway, "it is told");
	assert.equal(ERRORS[goaway.payload.readUInt32BE(4)], "ENHANCE_YOUR_CALM");
	await c.closed();
	assert.equal((await site.client().get("/healthz")).status, 200);
}

// So many, and it still answers; when the workers are done with what was reset.
async function assertTaken(...sent) {
	const c = await Frames.open(site);
	c.send(...sent);
	assert.ok(await c.isAlive());
	for (let id = 100001, f; f?.type !== TYPE.HEADERS; id += 2) {
		c.send(headers(id, get()));
		f = await c.until((x) => x.id === id);
		assert.ok(f !== null, "it is open");
	}
	c.end();
}

const reset = (id) => frame(TYPE.RST_STREAM, 0, id, u32(8));

test("a flood of pings ends the connection", async () => {
	await assertTaken(...many(150, () => frame(TYPE.PING, 0, 0, eight)));
	await assertCalmed(...many(3000, () => frame(TYPE.PING, 0, 0, eight)));
});

test("a flood of acknowledged pings too", async () => {
	await assertTaken(...many(900, () => frame(TYPE.PING, ACK, 0, eight)));
	await assertCalmed(...many(1100, () => frame(TYPE.PING, ACK, 0, eight)));
});

test("a flood of settings", async () => {
	await assertTaken(...many(150, () => settings([4, 65535])));
	await assertCalmed(...many(1100, () => settings([4, 65535])));
	await assertCalmed(settings(...many(33, () => [0xff, 1])));
});

test("a flood of priorities", async () => {
	const one = (i) => frame(TYPE.PRIORITY, 0, 2 * i + 3,
		Buffer.concat([u32(0), Buffer.from([1])]));
	await assertTaken(...many(900, one));
	await assertCalmed(...many(1100, one));
});

test("a flood of windows", async () => {
	const one = () => frame(TYPE.WINDOW_UPDATE, 0, 0, u32(1));
	await assertTaken(...many(900, one));
	await assertCalmed(...many(1100, one));
});

test("a flood of unknown frames", async () => {
	await assertTaken(...many(900, () => frame(0x77, 0, 0, eight)));
	await assertCalmed(...many(1100, () => frame(0x77, 0, 0)));
});

test("a flood of empty content", async () => {
	const open = headers(1, post(), { isOpen: true });
	const empty = () => data(1, "", { isOpen: true });
	await assertTaken(open, ...many(900, empty));
	await assertCalmed(open, ...many(1100, empty));
});

test("content in crumbs", async () => {
	const open = headers(1, post(), { isOpen: true });
	await assertCalmed(open, ...many(1100,
		() => data(1, "a", { isOpen: true })));
});

test("what is useful weighs against it", async () => {
	const c = await Frames.open(site);
	for (let i = 0; i < 30; i++) {
		const id = 20 * i + 1;
		c.send(...many(60, () => frame(TYPE.WINDOW_UPDATE, 0, 0, u32(1))),
			...many(8, (n) => headers(id + 2 * n, get())));
		assert.ok(await c.answer(id + 14), `round ${i}`);
	}
	c.end();
});

test("rapid resets: a browser's are taken, more are not", async () => {
	const asked = (n) => ids(n, (id) => Buffer.concat([
		headers(id, get({ ":path": `/search?q=${id}` })), reset(id)]));
	await assertTaken(...asked(100));
	await assertCalmed(...asked(400));
	// With the code that says nothing is wrong.
	await assertCalmed(...ids(400, (id) => Buffer.concat([
		headers(id, post(), { isOpen: true }),
		frame(TYPE.RST_STREAM, 0, id, u32(0))])));
});

test("making the server reset is counted too", async () => {
	await assertTaken(...ids(100, (id) => headers(id, get({ ":path": "x" }))));
	await assertCalmed(...ids(400, (id) => headers(id, get({ ":path": "x" }))));
	await assertCalmed(...ids(400, (id) => Buffer.concat([
		headers(id, post(), { isOpen: true }),
		frame(TYPE.WINDOW_UPDATE, 0, id, u32(0x7fffffff))])));
});

test("a head in too many pieces", async () => {
	const open = frame(TYPE.HEADERS, END_STREAM, 1, fields(get()));
	const piece = (flags) => frame(TYPE.CONTINUATION, flags, 1,
		fields([["x", "1"]]));
	const c = await Frames.open(site);
	c.send(open, ...many(6, () => piece(0)), piece(END_HEADERS));
	assert.ok(await c.answer(1));
	c.end();
	await assertCalmed(open, ...many(2000, () => piece(0)));
	// Nothing in them.
	await assertCalmed(open, ...many(2000,
		() => frame(TYPE.CONTINUATION, 0, 1)));
});

test("a head that unpacks to megabytes", async () => {
	// 3,000 bytes go into the table, and are repeated by a byte each.
	const bomb = Buffer.concat([fields(get()),
		fields([["x-bomb", "a".repeat(3000)]], 0x40), Buffer.alloc(16, 0xbe)]);
	const c = await Frames.open(site);
	c.send(headers(1, bomb));
	const answer = await c.until((f) => f.id === 1 || f.type === TYPE.GOAWAY);
	assert.equal(answer.type, TYPE.HEADERS, "that much is answered 431");
	c.end();
	await assertCalmed(headers(1, Buffer.concat([bomb,
		Buffer.alloc(8000, 0xbe)])));
});

test("all bodies of a connection together", async () => {
	const c = await Frames.open(site);
	// The connection's window, and each stream's, are given back as they go.
	let sent = 0, refused = 0, room = 65535;
	const windows = new Map();
	const want = 8, size = 200000;
	for (const id of many(want, (i) => 2 * i + 1)) {
		c.send(headers(id, post(), { isOpen: true }));
		windows.set(id, { room: 65535, left: size });
	}
	const push = () => {
		for (const [id, w] of windows) {
			const n = Math.min(16384, w.room, w.left, room);
			if (n <= 0)
				continue;
			c.send(data(id, Buffer.alloc(n, 97), { isOpen: true }));
			w.room -= n;
			w.left -= n;
			room -= n;
			sent += n;
		}
	};
	push();
	while ([...windows.values()].some((w) => w.left > 0)) {
		const f = await c.next();
		assert.notEqual(f.type, "closed");
		if (f.type === TYPE.WINDOW_UPDATE && f.id === 0)
			room += f.payload.readUInt32BE(0);
		else if (f.type === TYPE.WINDOW_UPDATE && windows.has(f.id))
			windows.get(f.id).room += f.payload.readUInt32BE(0);
		else if (f.type === TYPE.HEADERS || f.type === TYPE.RST_STREAM) {
			refused += f.type === TYPE.HEADERS;
			windows.delete(f.id);
		}
		push();
	}
	assert.ok(refused >= 2 && refused < want, `${refused} refused`);
	assert.ok(sent > 1 << 20, "a megabyte was taken");
	assert.ok(await c.isAlive());
	c.end();
});

test("the answer to a large page waits for its reader", async () => {
	const c = await Frames.open(site);
	c.send(settings([4, 0]), ...ids(100, (id) => headers(id,
		get({ ":path": "/" }))));
	assert.ok(await c.isAlive());
	// Nothing but heads has come; now all of it may.
	c.send(settings([4, 65535]), frame(TYPE.WINDOW_UPDATE, 0, 0,
		u32(0x7fff0000)));
	for (let ends = 0; ends < 100;) {
		const f = await c.next();
		assert.ok(f.type !== "closed" && f.type !== TYPE.GOAWAY);
		ends += f.type === TYPE.DATA && (f.flags & END_STREAM) !== 0;
	}
	c.end();
});
