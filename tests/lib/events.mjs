// Who listens to an event stream, as a browser does.
//
//	const ears = await listen(client, "/t/1/events");
//	const { answers } = await ears.next("thread");
//	await ears.ended;
import http from "node:http";
import https from "node:https";

class Listener {
	constructor() {
		this.heard = [];
		this.waiting = [];
		this.said = "";
		this.ended = new Promise((resolve) => { this.end = resolve; });
	}

	take(text) {
		this.said += text;
		for (;;) {
			const at = this.said.indexOf("\n\n");
			if (at < 0)
				return;
			this.event(this.said.slice(0, at));
			this.said = this.said.slice(at + 2);
		}
	}

	event(lines) {
		const field = (name) =>
			new RegExp(`^${name}: (.*)$`, "m").exec(lines)?.[1];
		if (field("retry"))
			this.retry = Number(field("retry"));
		if (!field("data"))
			return;
		const event = { name: field("event"), at: Date.now(),
			text: field("data"), ...JSON.parse(field("data")) };
		const first = this.waiting.shift();
		if (first)
			first(event);
		else
			this.heard.push(event);
	}

	// The next event, which must have this name.
	async next(name, ms = 5000) {
		let timer;
		const event = this.heard.shift() ??
			await new Promise((resolve, reject) => {
				this.waiting.push(resolve);
				timer = setTimeout(() => reject(new Error(
					`no event ${name} in ${ms} ms`)), ms);
			});
		clearTimeout(timer);
		if (event.name !== name)
			throw new Error(`heard ${event.name}, not ${name}`);
		return event;
	}

	close() { this.leave(); }
}

// Gives a listener whose answer has begun: status, headers.
export function listen(client, path, headers = {}) {
	const url = new URL(path, client.base);
	const lib = url.protocol === "https:" ? https : http;
	const ears = new Listener();
	const cookies = [...client.cookies].map(([k, v]) => `${k}=${v}`);
	if (cookies.length > 0)
		headers = { Cookie: cookies.join("; "), ...headers };
	if (client.isHttp2 && url.protocol === "https:")
		return listen2(client, url, headers, ears);
	return new Promise((resolve, reject) => {
		const request = lib.get(url, { agent: false, headers,
			rejectUnauthorized: false }, (res) => {
			ears.status = res.statusCode;
			ears.headers = res.headers;
			res.setEncoding("utf8");
			res.on("data", (text) => ears.take(text));
			res.on("close", () => ears.end(res.complete));
			res.on("error", () => {});
			resolve(ears);
		});
		ears.leave = () => request.destroy();
		request.on("error", (error) => {
			reject(error);
			ears.end(false);
		});
	});
}

function listen2(client, url, headers, ears) {
	return new Promise((resolve, reject) => {
		const stream = client.stream(url, "GET", headers, true);
		let isWhole = false;
		ears.leave = () => stream.close(8 /* CANCEL */);
		stream.setEncoding("utf8");
		stream.on("response", (got) => {
			ears.status = got[":status"];
			ears.headers = got;
			resolve(ears);
		});
		stream.on("data", (text) => ears.take(text));
		stream.on("end", () => { isWhole = stream.rstCode === 0; });
		stream.on("close", () => ears.end(isWhole));
		stream.on("error", reject);
	});
}
