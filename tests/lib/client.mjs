// An HTTP client that behaves like a browser without JavaScript: cookies,
// Origin on forms, redirects followed.  Of every HTML answer is seen to that
// its tags are balanced, that nothing in it can run and that its headers say so.
//
// With PRAATMEE_HTTP2 in the environment https addresses are spoken to in
// HTTP/2, so that any scenario can be run over it.
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import assert from "node:assert/strict";
import { checkBalanced, checkHarmless, fields, textOf } from "./html.mjs";

export class Reply {
	constructor(status, headers, bytes, url) {
		this.status = status;
		this.headers = headers;
		this.bytes = bytes;
		this.body = bytes.toString("utf8");
		this.url = url;
		if ((headers["content-type"] ?? "").startsWith("text/html") &&
			!headers["content-encoding"] && bytes.length > 0) {
			checkBalanced(this.body, url);
			checkHarmless(this.body, url);
			const policy = headers["content-security-policy"] ?? "none";
			assert.match(policy, /default-src 'none'/, url);
			/* Pictures may stand in the page: they reach nobody. */
			assert.doesNotMatch(policy.replace("img-src 'self' data:", ""),
				/unsafe|\*|data:|https?:/, url);
			assert.equal(headers["x-content-type-options"], "nosniff", url);
		}
	}

	get text() { return textOf(this.body); }
	get path() {
		const u = new URL(this.url);
		return u.pathname + u.search;
	}
	// The fields of the n-th form whose action has this path.
	form(action, n = 0) { return fields(this.body, action, n); }
}

export class Client {
	constructor(base, { isHttp2 = "PRAATMEE_HTTP2" in process.env } = {}) {
		this.base = base;
		this.isHttp2 = isHttp2;
		this.cookies = new Map();
		this.agent = base.startsWith("https:") ?
			new https.Agent({ rejectUnauthorized: false,
				keepAlive: true }) :
			new http.Agent({ keepAlive: true });
	}

	// One request, no redirects.
	async raw(method, path, { headers = {}, body } = {}) {
		const url = new URL(path, this.base);
		const all = { ...headers };
		if (this.cookies.size > 0 && !("Cookie" in all))
			all.Cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`)
				.join("; ");
		if (body !== undefined)
			all["Content-Length"] = Buffer.byteLength(body);
		const { status, headers: got, bytes } = url.protocol === "https:" &&
			this.isHttp2 ? await this.exchange2(url, method, all, body) :
			await this.exchange1(url, method, all, body);
		this.keep(got["set-cookie"] ?? []);
		return new Reply(status, got, bytes, url.href);
	}

	exchange1(url, method, headers, body) {
		const lib = url.protocol === "https:" ? https : http;
		return new Promise((resolve, reject) => {
			const req = lib.request(url, { method, headers,
				agent: this.agent }, (res) => {
				const chunks = [];
				res.on("data", (d) => chunks.push(d));
				res.on("error", reject);
				res.on("end", () => resolve({ status: res.statusCode,
					headers: res.headers,
					bytes: Buffer.concat(chunks) }));
			});
			req.on("error", reject);
			req.end(body);
		});
	}

	exchange2(url, method, headers, body) {
		return new Promise((resolve, reject) => {
			const stream = this.stream(url, method, headers,
				body === undefined);
			const chunks = [];
			let got;
			stream.on("response", (h) => { got = h; });
			stream.on("data", (d) => chunks.push(d));
			stream.on("error", reject);
			stream.on("end", () => resolve({ status: got?.[":status"],
				headers: got, bytes: Buffer.concat(chunks) }));
			if (body !== undefined)
				stream.end(body);
		});
	}

	// A request on the one connection for all of them, which is opened again
	// when it has ended, and keeps the test alive while it is asked something.
	stream(url, method, headers, endStream) {
		const fields = { ":method": method, ":scheme": "https",
			":authority": url.host, ":path": url.pathname + url.search };
		for (const [name, value] of Object.entries(headers))
			if (name === "Host")
				fields[":authority"] = value;
			else
				fields[name.toLowerCase()] = value;
		if (!this.session || this.session.closed || this.session.destroyed) {
			this.session = http2.connect(url.origin,
				{ rejectUnauthorized: false });
			this.session.on("error", () => {});
			this.session.asked = 0;
		}
		const session = this.session;
		const stream = session.request(fields, { endStream });
		session.ref();
		session.asked++;
		stream.on("close", () => --session.asked || session.unref());
		return stream;
	}

	keep(lines) {
		for (const line of lines) {
			const [pair, ...rest] = line.split(";");
			const [name, value] = pair.split(/=(.*)/s);
			const ends = rest.some((r) => /^\s*max-age=0$/i.test(r));
			if (ends || value === "")
				this.cookies.delete(name.trim());
			else
				this.cookies.set(name.trim(), value);
		}
	}

	async follow(reply, hops = 5) {
		while (reply.status >= 300 && reply.status < 400 &&
			reply.headers.location && hops-- > 0)
			reply = await this.raw("GET",
				new URL(reply.headers.location, reply.url).href);
		return reply;
	}

	async get(path, options) {
		return this.follow(await this.raw("GET", path, options));
	}

	// Send a form as a browser of the same origin does.  Values may be lists.
	post(path, form, { headers = {} } = {}) {
		const body = new URLSearchParams();
		for (const [name, value] of Object.entries(form))
			for (const v of [value].flat())
				body.append(name, v);
		return this.raw("POST", path, { body: body.toString(), headers: {
			"Content-Type": "application/x-www-form-urlencoded",
			Origin: this.base, ...headers } });
	}

	// Open a page, fill in its form, send it, follow the redirect.
	async submit(page, values, { action, n = 0, headers } = {}) {
		const opened = await this.get(page);
		assert.equal(opened.status, 200, `${page}: ${opened.text}`);
		const target = action ?? new URL(opened.url).pathname;
		const form = opened.form(target, n);
		const sent = await this.post(target, { ...form, ...values },
			{ headers });
		return this.follow(sent);
	}

	async signIn(email, password = "koffie-en-muntthee") {
		const r = await this.submit("/sign-in", { email, password });
		assert.ok([...this.cookies.keys()].some((k) => /session/.test(k)),
			`no session for ${email}: ${r.status} ${r.text}`);
		return r;
	}

	async signUp(name, email, password) {
		return this.submit("/sign-up", { name, email, password });
	}
}
