// HTTP/2 frames over TLS, as no browser would send them, and what comes back.
//
//	const c = await Frames.open(site);
//	c.send(headers(1, get()), frame(TYPE.PING, 0, 0, Buffer.alloc(7)));
//	assert.equal(await c.error(), "connection FRAME_SIZE_ERROR");
import tls from "node:tls";

export const TYPE = { DATA: 0, HEADERS: 1, PRIORITY: 2, RST_STREAM: 3,
	SETTINGS: 4, PUSH_PROMISE: 5, PING: 6, GOAWAY: 7, WINDOW_UPDATE: 8,
	CONTINUATION: 9 };
export const END_STREAM = 1, ACK = 1, END_HEADERS = 4, PADDED = 8,
	PRIORITY = 0x20;
export const ERRORS = ["NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR",
	"FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
	"FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR",
	"CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY",
	"HTTP_1_1_REQUIRED"];
export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

export function u32(...values) {
	const b = Buffer.alloc(4 * values.length);
	values.forEach((v, i) => b.writeUInt32BE(v >>> 0, 4 * i));
	return b;
}

export function frame(type, flags, id, payload = Buffer.alloc(0)) {
	const head = Buffer.alloc(9);
	head.writeUIntBE(payload.length, 0, 3);
	head[3] = type;
	head[4] = flags;
	head.writeUInt32BE(id >>> 0, 5);
	return Buffer.concat([head, payload]);
}

// Pairs of an identifier and a value.
export function settings(...pairs) {
	return frame(TYPE.SETTINGS, 0, 0, Buffer.concat(pairs.map(([id, v]) =>
		Buffer.concat([Buffer.from([id >> 8, id & 255]), u32(v)]))));
}

// A number of HPACK behind the bits of its first byte (RFC 7541, section 5.1).
export function number(value, bits, first = 0) {
	const most = (1 << bits) - 1;
	if (value < most)
		return Buffer.from([first | value]);
	const bytes = [first | most];
	for (value -= most; value >= 128; value >>= 7)
		bytes.push(value & 127 | 128);
	return Buffer.from([...bytes, value]);
}

function text(s) {
	const b = Buffer.from(s, "latin1");
	return Buffer.concat([number(b.length, 7), b]);
}

// Pairs of a name and a value; first: 0 keeps them out of the table, 0x40 puts
// them into it.
export function fields(pairs, first = 0) {
	return Buffer.concat(pairs.map(([name, value]) => Buffer.concat([
		Buffer.from([first]), text(name), text(value)])));
}

// The fields of a request, some of them changed or (undefined) left out.
export function get(changes = {}, more = []) {
	return Object.entries({ ":method": "GET", ":scheme": "https",
		":path": "/healthz", ":authority": "localhost", ...changes })
		.filter(([, value]) => value !== undefined).concat(more);
}

export function post(changes = {}, more = []) {
	return get({ ":method": "POST", ":path": "/sign-in", ...changes },
		[["content-type", "application/x-www-form-urlencoded"], ...more]);
}

// Whole, with END_STREAM unless isOpen.
export function headers(id, pairs, { isOpen = false } = {}) {
	return frame(TYPE.HEADERS, END_HEADERS | (isOpen ? 0 : END_STREAM), id,
		Array.isArray(pairs) ? fields(pairs) : pairs);
}

export function data(id, bytes, { isOpen = false } = {}) {
	return frame(TYPE.DATA, isOpen ? 0 : END_STREAM, id, Buffer.from(bytes));
}

export class Frames {
	// first: what is sent before all else; by default what RFC 9113 asks.
	static open(site, first = Buffer.concat([PREFACE, settings()])) {
		const c = new Frames();
		c.waiting = [];
		c.frames = [];
		c.bytes = Buffer.alloc(0);
		c.socket = tls.connect({ port: site.port, host: "localhost",
			rejectUnauthorized: false, ALPNProtocols: ["h2"] });
		c.socket.on("data", (d) => c.take(d));
		// A server that closes while we still write resets us.
		c.socket.on("error", () => {});
		c.socket.on("close", () => c.put({ type: "closed" }));
		return new Promise((resolve, reject) => {
			c.socket.once("error", reject);
			c.socket.on("secureConnect", () => {
				c.socket.write(first);
				resolve(c);
			});
		});
	}

	take(bytes) {
		this.bytes = Buffer.concat([this.bytes, bytes]);
		for (;;) {
			if (this.bytes.length < 9)
				return;
			const n = 9 + this.bytes.readUIntBE(0, 3);
			if (this.bytes.length < n)
				return;
			this.put({ type: this.bytes[3], flags: this.bytes[4],
				id: this.bytes.readUInt32BE(5),
				payload: this.bytes.subarray(9, n) });
			this.bytes = this.bytes.subarray(n);
		}
	}

	put(f) {
		if (this.waiting.length > 0)
			this.waiting.shift()(f);
		else
			this.frames.push(f);
	}

	send(...buffers) {
		if (!this.socket.destroyed)
			this.socket.write(Buffer.concat(buffers));
	}

	// The next frame, or { type: "closed" }.
	next(ms = 20000) {
		if (this.frames.length > 0)
			return Promise.resolve(this.frames.shift());
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(
				"the server neither answered nor closed")), ms);
			this.waiting.push((f) => {
				clearTimeout(timer);
				resolve(f);
			});
		});
	}

	// The next frame of which this is true; null when the server closed.
	async until(wanted) {
		for (;;) {
			const f = await this.next();
			if (wanted(f))
				return f;
			if (f.type === "closed")
				return null;
		}
	}

	// What the server says is wrong: "stream 1 CODE", "connection CODE", or
	// "closed".  Answers and acknowledgements are passed over.
	async error() {
		const f = await this.until((x) => x.type === TYPE.RST_STREAM ||
			x.type === TYPE.GOAWAY);
		if (f === null)
			return "closed";
		return f.type === TYPE.GOAWAY ?
			`connection ${ERRORS[f.payload.readUInt32BE(4)]}` :
			`stream ${f.id} ${ERRORS[f.payload.readUInt32BE(0)]}`;
	}

	// Is it still answering?
	async isAlive() {
		const word = Buffer.from("anybody?");
		this.send(frame(TYPE.PING, 0, 0, word));
		return await this.until((f) => f.type === TYPE.PING &&
			(f.flags & ACK) !== 0 && f.payload.equals(word)) !== null;
	}

	// The frame that ends the answer on that stream.
	answer(id) {
		return this.until((f) => f.id === id && (f.flags & END_STREAM) !== 0 &&
			(f.type === TYPE.DATA || f.type === TYPE.HEADERS));
	}

	// Until the server has closed.
	async closed() {
		while ((await this.next()).type !== "closed")
			continue;
	}

	end() {
		this.socket.destroy();
	}
}
