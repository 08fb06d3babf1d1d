// RFC 9113 and 7541 frame by frame: each row breaks one rule, or does what a
// rule allows.  The sections of RFC 7540 that conformance suites go by stand in
// front: "5.1" and "hpack 4.2".
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { startSite } from "../lib/site.mjs";
import { ACK, END_HEADERS, END_STREAM, Frames, PADDED, PREFACE, PRIORITY, TYPE,
	data, fields, frame, get, headers, number, post, settings, u32 } from
	"../lib/h2.mjs";

let site;
before(async () => { site = await startSite({ demo: true }); });
after(() => site.stop());

const eight = Buffer.alloc(8), big = Buffer.alloc(16385);
const half = fields(get()).subarray(0, 10), rest = fields(get()).subarray(10);
const open = headers(1, post(), { isOpen: true });
const dummy = fields([["x-dummy", "1"]]);
const padded = (id, flags, pad, bytes, type = TYPE.DATA) => frame(type,
	flags | PADDED, id, Buffer.concat([Buffer.from([pad]), Buffer.from(bytes),
		Buffer.alloc(Math.max(0, pad))]));
const depends = (on) => Buffer.concat([u32(on), Buffer.from([255])]);

// What is sent at once behind the preface, and what the server must say.
const connection = (code) => [`connection ${code}`];
const stream = (code) => [`stream 1 ${code}`, `connection ${code}`];
const refused = [
	["4.2", "content above the largest frame", stream("FRAME_SIZE_ERROR"),
		open, data(1, big)],
	["4.2", "fields above the largest frame", stream("FRAME_SIZE_ERROR"),
		headers(1, get({}, [["x-big", "a".repeat(16384)]]))],
	["4.3", "a block that cannot be decoded", connection("COMPRESSION_ERROR"),
		frame(TYPE.HEADERS, END_STREAM | END_HEADERS, 1, Buffer.from([0x40]))],
	["4.3", "a PRIORITY within a block", connection("PROTOCOL_ERROR"),
		frame(TYPE.HEADERS, 0, 1, half),
		frame(TYPE.PRIORITY, 0, 1, depends(0)),
		frame(TYPE.CONTINUATION, END_HEADERS, 1, rest)],
	["4.3", "fields of another stream within a block",
		connection("PROTOCOL_ERROR"), frame(TYPE.HEADERS, 0, 1, half),
		headers(3, get())],
	["5.1", "idle: DATA", connection("PROTOCOL_ERROR"), data(1, "test")],
	["5.1", "idle: RST_STREAM", connection("PROTOCOL_ERROR"),
		frame(TYPE.RST_STREAM, 0, 1, u32(8))],
	["5.1", "idle: WINDOW_UPDATE", connection("PROTOCOL_ERROR"),
		frame(TYPE.WINDOW_UPDATE, 0, 1, u32(100))],
	["5.1", "idle: CONTINUATION", connection("PROTOCOL_ERROR"),
		frame(TYPE.CONTINUATION, END_HEADERS, 1, fields(get()))],
	["5.1", "half closed: DATA", stream("STREAM_CLOSED"),
		headers(1, post()), data(1, "test")],
	["5.1", "half closed: HEADERS", stream("STREAM_CLOSED"),
		headers(1, get()), headers(1, get())],
	["5.1", "half closed: CONTINUATION", stream("PROTOCOL_ERROR"),
		headers(1, get()), frame(TYPE.CONTINUATION, END_HEADERS, 1, dummy)],
	["5.1", "reset: DATA", stream("STREAM_CLOSED"),
		open, frame(TYPE.RST_STREAM, 0, 1, u32(8)), data(1, "test")],
	["5.1", "reset: HEADERS", stream("STREAM_CLOSED"),
		open, frame(TYPE.RST_STREAM, 0, 1, u32(8)), headers(1, get())],
	["5.1", "reset: CONTINUATION", stream("PROTOCOL_ERROR"),
		open, frame(TYPE.RST_STREAM, 0, 1, u32(8)),
		frame(TYPE.CONTINUATION, END_HEADERS, 1, dummy)],
	["5.1.1", "an even number", connection("PROTOCOL_ERROR"),
		headers(2, get())],
	["5.1.1", "a number below the last", connection("PROTOCOL_ERROR"),
		headers(5, get()), headers(3, get())],
	["5.1.1", "a number a second time", connection("STREAM_CLOSED"),
		headers(5, get()), headers(5, get())],
	["5.3.1", "HEADERS that depend on their stream", stream("PROTOCOL_ERROR"),
		frame(TYPE.HEADERS, END_STREAM | END_HEADERS | PRIORITY, 1,
			Buffer.concat([depends(1), fields(get())]))],
	["5.3.1", "PRIORITY that depends on its stream", stream("PROTOCOL_ERROR"),
		frame(TYPE.PRIORITY, 0, 1, depends(1))],
	["5.5", "an unknown frame within a block", connection("PROTOCOL_ERROR"),
		frame(TYPE.HEADERS, END_STREAM, 1, half),
		frame(0x16, 0, 0, eight)],
	["6.1", "DATA on stream 0", connection("PROTOCOL_ERROR"), data(0, "test")],
	["6.1", "DATA with more padding than bytes", connection("PROTOCOL_ERROR"),
		open, frame(TYPE.DATA, END_STREAM | PADDED, 1,
			Buffer.from("\x05test"))],
	["6.2", "HEADERS on stream 0", connection("PROTOCOL_ERROR"),
		headers(0, get())],
	["6.2", "HEADERS with more padding than bytes",
		connection("PROTOCOL_ERROR"),
		frame(TYPE.HEADERS, END_STREAM | END_HEADERS | PADDED, 1,
			Buffer.from([5, 0x82, 0x86]))],
	["6.2", "HEADERS, then DATA before their end",
		connection("PROTOCOL_ERROR"), frame(TYPE.HEADERS, 0, 1, half),
		data(1, "test")],
	["6.3", "PRIORITY on stream 0", connection("PROTOCOL_ERROR"),
		frame(TYPE.PRIORITY, 0, 0, depends(1))],
	["6.3", "PRIORITY of four bytes", stream("FRAME_SIZE_ERROR"),
		frame(TYPE.PRIORITY, 0, 1, u32(0))],
	["6.4", "RST_STREAM on stream 0", connection("PROTOCOL_ERROR"),
		frame(TYPE.RST_STREAM, 0, 0, u32(8))],
	["6.4", "RST_STREAM of three bytes", connection("FRAME_SIZE_ERROR"),
		open, frame(TYPE.RST_STREAM, 0, 1, Buffer.alloc(3))],
	["6.5", "an acknowledgement with settings", connection("FRAME_SIZE_ERROR"),
		frame(TYPE.SETTINGS, ACK, 0, Buffer.alloc(6))],
	["6.5", "SETTINGS on a stream", connection("PROTOCOL_ERROR"),
		frame(TYPE.SETTINGS, 0, 1, Buffer.from([0, 3, 0, 0, 0, 100]))],
	["6.5", "SETTINGS of three bytes", connection("FRAME_SIZE_ERROR"),
		frame(TYPE.SETTINGS, 0, 0, Buffer.alloc(3))],
	["6.5.2", "ENABLE_PUSH of 2", connection("PROTOCOL_ERROR"),
		settings([2, 2])],
	["6.5.2", "INITIAL_WINDOW_SIZE above the largest",
		connection("FLOW_CONTROL_ERROR"), settings([4, 0x80000000])],
	["6.5.2", "MAX_FRAME_SIZE below 16384", connection("PROTOCOL_ERROR"),
		settings([5, 16383])],
	["6.5.2", "MAX_FRAME_SIZE above 16777215", connection("PROTOCOL_ERROR"),
		settings([5, 16777216])],
	["6.6", "PUSH_PROMISE", connection("PROTOCOL_ERROR"), open,
		frame(TYPE.PUSH_PROMISE, END_HEADERS, 1,
			Buffer.concat([u32(2), fields(get())]))],
	["6.7", "PING on a stream", connection("PROTOCOL_ERROR"),
		frame(TYPE.PING, 0, 1, eight)],
	["6.7", "PING of six bytes", connection("FRAME_SIZE_ERROR"),
		frame(TYPE.PING, 0, 0, Buffer.alloc(6))],
	["6.8", "GOAWAY on a stream", connection("PROTOCOL_ERROR"),
		frame(TYPE.GOAWAY, 0, 1, u32(0, 0))],
	["6.9", "WINDOW_UPDATE by 0", connection("PROTOCOL_ERROR"),
		frame(TYPE.WINDOW_UPDATE, 0, 0, u32(0))],
	["6.9", "WINDOW_UPDATE by 0 on a stream", stream("PROTOCOL_ERROR"),
		open, frame(TYPE.WINDOW_UPDATE, 0, 1, u32(0))],
	["6.9", "WINDOW_UPDATE of three bytes", connection("FRAME_SIZE_ERROR"),
		frame(TYPE.WINDOW_UPDATE, 0, 0, Buffer.alloc(3))],
	["6.9.1", "a window above the largest", connection("FLOW_CONTROL_ERROR"),
		frame(TYPE.WINDOW_UPDATE, 0, 0, u32(0x7fffffff)),
		frame(TYPE.WINDOW_UPDATE, 0, 0, u32(0x7fffffff))],
	["6.9.1", "a stream's window above the largest",
		stream("FLOW_CONTROL_ERROR"), open,
		frame(TYPE.WINDOW_UPDATE, 0, 1, u32(0x7fffffff)),
		frame(TYPE.WINDOW_UPDATE, 0, 1, u32(0x7fffffff))],
	["6.9.2", "settings that make a window too large",
		[...connection("FLOW_CONTROL_ERROR"), ...stream("FLOW_CONTROL_ERROR")],
		open, frame(TYPE.WINDOW_UPDATE, 0, 1, u32(0x70000000)),
		settings([4, 0x7fffffff])],
	["6.10", "CONTINUATION behind the end of the block",
		connection("PROTOCOL_ERROR"), headers(1, post(), { isOpen: true }),
		frame(TYPE.CONTINUATION, END_HEADERS, 1, dummy)],
	["6.10", "CONTINUATION on stream 0", connection("PROTOCOL_ERROR"),
		frame(TYPE.HEADERS, END_STREAM, 1, half),
		frame(TYPE.CONTINUATION, END_HEADERS, 0, rest)],
	["6.10", "CONTINUATION behind DATA", connection("PROTOCOL_ERROR"),
		open, data(1, "test", { isOpen: true }),
		frame(TYPE.CONTINUATION, END_HEADERS, 1, dummy)],
	["8.1", "fields behind content without an end", stream("PROTOCOL_ERROR"),
		open, data(1, "test", { isOpen: true }),
		headers(1, [["x-test", "ok"]], { isOpen: true })],
	["8.1.2", "upper case in a name", stream("PROTOCOL_ERROR"),
		headers(1, get({}, [["X-TEST", "ok"]]))],
	["8.1.2.1", "an unknown pseudo-header field", stream("PROTOCOL_ERROR"),
		headers(1, get({}, [[":test", "ok"]]))],
	["8.1.2.1", "one of answers", stream("PROTOCOL_ERROR"),
		headers(1, get({ ":status": "200" }))],
	["8.1.2.1", "one as a trailer", stream("PROTOCOL_ERROR"),
		open, data(1, "test", { isOpen: true }),
		headers(1, [[":method", "POST"]])],
	["8.1.2.1", "one behind a field", stream("PROTOCOL_ERROR"),
		headers(1, [["x-test", "ok"], ...get()])],
	["8.1.2.2", "connection", stream("PROTOCOL_ERROR"),
		headers(1, get({}, [["connection", "keep-alive"]]))],
	["8.1.2.2", "te of more than trailers", stream("PROTOCOL_ERROR"),
		headers(1, get({}, [["te", "trailers, deflate"]]))],
	["8.1.2.3", "an empty path", stream("PROTOCOL_ERROR"),
		headers(1, get({ ":path": "" }))],
	...[":method", ":scheme", ":path"].flatMap((name) => [
		["8.1.2.3", `no ${name}`, stream("PROTOCOL_ERROR"),
			headers(1, get({ [name]: undefined }))],
		["8.1.2.3", `two of ${name}`, stream("PROTOCOL_ERROR"),
			headers(1, [...get().filter(([n]) => n === name), ...get()])]]),
	["8.1.2.3", "no host at all", stream("PROTOCOL_ERROR"),
		headers(1, get({ ":authority": undefined }))],
	["8.1.2.3", "two hosts", stream("PROTOCOL_ERROR"),
		headers(1, get({}, [["host", "elders.example"]]))],
	["8.1.2.6", "less content than promised", stream("PROTOCOL_ERROR"),
		headers(1, post({}, [["content-length", "10"]]), { isOpen: true }),
		data(1, "test")],
	["8.1.2.6", "more content than promised", stream("PROTOCOL_ERROR"),
		headers(1, post({}, [["content-length", "5"]]), { isOpen: true }),
		data(1, "test", { isOpen: true }), data(1, "test")],
	["8.1.2.6", "none of the content promised", stream("PROTOCOL_ERROR"),
		headers(1, post({}, [["content-length", "1"]]))],
	["hpack 2.3.3", "an index behind the tables",
		connection("COMPRESSION_ERROR"),
		headers(1, Buffer.concat([fields(get()), Buffer.from([0xfe])]))],
	["hpack 4.2", "a size update behind a field",
		connection("COMPRESSION_ERROR"),
		headers(1, Buffer.concat([fields(get()), Buffer.from([0x21])]))],
	["hpack 5.2", "padding of more than 7 bits",
		connection("COMPRESSION_ERROR"),
		headers(1, Buffer.concat([fields(get()), Buffer.from(
			"0085f2b24a84ff8449509fff", "hex")]))],
	["hpack 5.2", "padding with zeros", connection("COMPRESSION_ERROR"),
		headers(1, Buffer.concat([fields(get()), Buffer.from(
			"0085f2b24a84ff83495090", "hex")]))],
	["hpack 5.2", "the end of string within a string",
		connection("COMPRESSION_ERROR"),
		headers(1, Buffer.concat([fields(get()), Buffer.from(
			"0085f2b24a87fffffffd25427f", "hex")]))],
	["hpack 6.1", "index 0", connection("COMPRESSION_ERROR"),
		headers(1, Buffer.concat([fields(get()), Buffer.from([0x80])]))],
	["hpack 6.3", "a table above the setting", connection("COMPRESSION_ERROR"),
		headers(1, Buffer.concat([number(4097, 5, 0x20), fields(get())]))],
	["3.5", "another frame than SETTINGS first", connection("PROTOCOL_ERROR")],
];

for (const [section, what, wanted, ...sent] of refused)
	test(`${section}: ${what}`, async () => {
		const c = await (section === "3.5" ?
			Frames.open(site, Buffer.concat([PREFACE, headers(1, get())])) :
			Frames.open(site));
		c.send(...sent);
		const said = await c.error();
		assert.ok(wanted.includes(said), `${said}, not ${wanted[0]}`);
		if (said.startsWith("connection"))
			await c.closed();
		else
			assert.ok(await c.isAlive(), "the others go on");
		c.end();
	});

// What must be answered on stream 1 (or the one named) all the same.
const answered = [
	["padded DATA", open, padded(1, END_STREAM, 6, "test")],
	["padded HEADERS", padded(1, END_STREAM | END_HEADERS, 6, fields(get()),
		TYPE.HEADERS)],
	["HEADERS with a priority", frame(TYPE.HEADERS, END_STREAM | END_HEADERS |
		PRIORITY, 1, Buffer.concat([depends(0), fields(get())]))],
	["PRIORITY on an idle stream", frame(TYPE.PRIORITY, 0, 7, depends(0)),
		headers(1, get())],
	["PRIORITY on a half-closed stream", headers(1, get()),
		frame(TYPE.PRIORITY, 0, 1, depends(0))],
	["a block in pieces", frame(TYPE.HEADERS, END_STREAM, 1, half),
		frame(TYPE.CONTINUATION, 0, 1, rest.subarray(0, 5)),
		frame(TYPE.CONTINUATION, END_HEADERS, 1, rest.subarray(5))],
	["an unknown frame", frame(0x16, 0, 0, eight), frame(0x16, 255, 1, eight),
		headers(1, get())],
	["unknown flags", frame(TYPE.PING, 0xfe, 0, eight), headers(1, get())],
	["the reserved bit", frame(TYPE.HEADERS, END_STREAM | END_HEADERS,
		0x80000001, fields(get()))],
	["an unknown setting", settings([0xff, 1]), headers(1, get())],
	["trailers", open, data(1, "email=x", { isOpen: true }),
		headers(1, [["x-sum", "7"]])],
	["te: trailers", headers(1, get({}, [["te", "trailers"]]))],
	["numbers left out", headers(7, get()), headers(101, get()),
		Buffer.alloc(0)],
	["HEAD", headers(1, get({ ":method": "HEAD" }))],
	["Host for :authority", headers(1, get({ ":authority": undefined },
		[["host", "localhost"]]))],
	["fields in the table", headers(1, fields(get(), 0x40))],
	["fields of the static table", headers(1, Buffer.concat([Buffer.from(
		[0x82, 0x87, 0x84]), fields([[":authority", "localhost"]])]))],
	["sizes of the table first", headers(1, Buffer.concat([Buffer.from([0x20]),
		number(4096, 5, 0x20), fields(get())]))],
	["content with GET", headers(1, get(), { isOpen: true }), data(1, "x")],
	["WINDOW_UPDATE on a closed stream", headers(1, get()),
		headers(3, get()), frame(TYPE.WINDOW_UPDATE, 0, 1, u32(1)),
		frame(TYPE.RST_STREAM, 0, 1, u32(8))],
];

for (const [what, ...sent] of answered)
	test(`answered: ${what}`, async () => {
		const c = await Frames.open(site);
		c.send(...sent);
		const end = await c.until((f) => f.type === TYPE.GOAWAY ||
			(f.id > 0 && f.type <= TYPE.HEADERS &&
				(f.flags & END_STREAM) !== 0));
		assert.ok(end && end.type !== TYPE.GOAWAY, "it is answered");
		assert.ok(await c.isAlive());
		c.end();
	});

test("what is not the protocol is closed", async () => {
	for (const bytes of ["GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", "INVALID PREFACE".repeat(9)]) {
		const c = await Frames.open(site, Buffer.from(bytes));
		await c.closed();
	}
});

test("settings come first, and are acknowledged", async () => {
	const c = await Frames.open(site);
	const first = await c.next();
	assert.deepEqual([first.type, first.flags], [TYPE.SETTINGS, 0]);
	const said = new Map();
	for (let at = 0; at < first.payload.length; at += 6)
		said.set(first.payload.readUInt16BE(at),
			first.payload.readUInt32BE(at + 2));
	assert.equal(said.get(3), 100, "MAX_CONCURRENT_STREAMS");
	assert.equal(said.get(6), 16384, "MAX_HEADER_LIST_SIZE");
	assert.equal(said.has(2), false, "ENABLE_PUSH is the client's");
	const ack = await c.until((f) => f.type === TYPE.SETTINGS);
	assert.deepEqual([ack.flags, ack.payload.length], [ACK, 0]);
	c.end();
});

test("a ping comes back as it was", async () => {
	const c = await Frames.open(site);
	assert.ok(await c.isAlive());
	// One that is an acknowledgement does not.
	c.send(frame(TYPE.PING, ACK, 0, eight));
	assert.ok(await c.isAlive());
	c.end();
});

test("windows are kept, also when they turn negative", async () => {
	const c = await Frames.open(site);
	const next = () => c.until((f) => f.type === TYPE.DATA);
	c.send(settings([4, 100], [4, 3]), headers(1, get({ ":path": "/" })));
	assert.equal((await next()).payload.length, 3);
	c.send(settings([4, 2]), frame(TYPE.WINDOW_UPDATE, 0, 1, u32(2)));
	assert.equal((await next()).payload.length, 1);
	c.send(settings([4, 3]));
	assert.equal((await next()).payload.length, 1);
	c.send(settings([4, 0xffff]));
	assert.ok(await c.answer(1));
	c.end();
});

test("more streams than allowed are refused", async () => {
	const c = await Frames.open(site);
	assert.ok(await c.isAlive());
	c.send(frame(TYPE.SETTINGS, ACK, 0), settings([4, 0]),
		...Array.from({ length: 101 },
			(_, i) => headers(2 * i + 1, get())));
	const said = await c.error();
	assert.ok(["stream 201 REFUSED_STREAM", "connection PROTOCOL_ERROR"]
		.includes(said), said);
	c.end();
});

test("after an error only the connection ends", async () => {
	const c = await Frames.open(site);
	c.send(headers(1, get()), frame(TYPE.PING, 0, 3, eight));
	const goaway = await c.until((f) => f.type === TYPE.GOAWAY);
	assert.equal(goaway.payload.readUInt32BE(0), 1, "stream 1 was seen");
	await c.closed();
	const other = await Frames.open(site);
	assert.ok(await other.isAlive());
	other.end();
});
