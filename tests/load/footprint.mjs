// How soon a site of some size answers after its start, and how much memory it
// holds, idle and after a load that fills what it keeps.
import { spawn } from "node:child_process";
import http from "node:http";
import { statSync } from "node:fs";
import { join } from "node:path";
import { binary, freePort } from "../lib/site.mjs";
import { medians, wrk } from "./client.mjs";
import { filling, sizes } from "./growth.mjs";
import { isWanted } from "./options.mjs";
import { cookie, longThread, siteOf, startOurs } from "./ours.mjs";
import { residentMb } from "./process.mjs";

export const figures = { start: ["healthMs", "threadMs"],
	memory: ["idleMb", "afterMb"] };
export const names = Object.keys(figures);

const patience = 30000;

function ask(port, path) {
	return new Promise((resolve) => {
		http.get({ host: "127.0.0.1", port, path, agent: false }, (r) => {
			r.resume();
			r.on("end", () => resolve(r.statusCode === 200));
		}).on("error", () => resolve(false));
	});
}

async function answers(child, port, path) {
	const until = performance.now() + patience;
	while (!await ask(port, path)) {
		if (performance.now() > until || child.exitCode !== null)
			throw new Error("the server does not start");
		await new Promise((r) => setTimeout(r, 1));
	}
}

// Milliseconds from spawn to the first answer, and to the first thread page.
async function start(data, thread) {
	const ports = [await freePort(), await freePort()];
	const began = performance.now();
	const child = spawn(binary, ["serve", "--data", data,
		"--port", String(ports[0]), "--http-port", String(ports[1])],
	{ stdio: "ignore" });
	const ended = new Promise((resolve) => child.on("exit", resolve));
	try {
		await answers(child, ports[1], "/healthz");
		const healthMs = performance.now() - began;
		await answers(child, ports[1], thread);
		return { healthMs, threadMs: performance.now() - began };
	} finally {
		child.kill();
		await ended;
	}
}

// Every kind of page, and threads at random until the page cache is full.
async function load(site, client, thread, seconds) {
	const member = site.client();
	await member.signIn("lid@demo.example");
	const { first, last } = await filling(client);
	const random = { url: site.url, script: "walk.lua", seconds: 2 * seconds,
		words: [String(first), String(last)], connections: 64 };
	await wrk(random);
	await wrk({ ...random, headers: cookie(member) });
	for (const path of [thread, "/", "/theme/proef", "/search?q=de"])
		await wrk({ url: site.url + path, seconds: Math.min(seconds, 1) });
}

async function measureMemory(data, thread, options) {
	const site = await startOurs({ data });
	const client = site.client();
	await client.get(thread);
	const idleMb = residentMb(site.pid);
	await load(site, client, thread, options.seconds);
	const afterMb = residentMb(site.pid);
	await site.stop();
	return { idleMb, afterMb };
}

export async function measureFootprint(options, dir) {
	const [starts, memory] = names.map((name) => isWanted(options, name));
	const rows = [];
	for (const posts of starts || memory ? sizes(options) : []) {
		const data = siteOf(posts, dir);
		const site = await startOurs({ data });
		const thread = await longThread(site.client());
		await site.stop();
		const row = { name: `site-${posts}`, posts, databaseMb:
			statSync(join(data, "praatmee.db")).size / 2 ** 20 };
		if (starts) {
			row.rounds = [];
			for (let i = 0; i < options.rounds; i++)
				row.rounds.push(await start(data, thread));
			Object.assign(row, medians(row.rounds));
		}
		if (memory)
			Object.assign(row, await measureMemory(data, thread, options));
		rows.push(row);
	}
	return rows.length > 0 ? rows : null;
}
