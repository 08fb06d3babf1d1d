// The programs that ask: wrk for HTTP/1.1, h2load for HTTP/2.  Both give
// { requests, seconds } and throw at the first answer that is not as it should be.
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cpuSeconds } from "./process.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const runFile = promisify(execFile);

// A run that is broken off leaves nobody asking.
const asking = new Set();
process.on("exit", () => asking.forEach((child) => child.kill()));

async function runClient(program, words, endAfterMs) {
	const running = runFile(program, words);
	asking.add(running.child);
	const timer = endAfterMs && setTimeout(() => running.child.kill("SIGINT"),
		endAfterMs);
	try {
		return (await running).stdout;
	} finally {
		clearTimeout(timer);
		asking.delete(running.child);
	}
}

function headerWords(headers) {
	return Object.entries({ "Accept-Encoding": "gzip", ...headers })
		.flatMap(([k, v]) => ["-H", `${k}: ${v}`]);
}

// script: a Lua file here, with words that it is given.  wrk counts whole seconds;
// interrupted, it ends sooner as if they were over.
export async function wrk(target) {
	const { url, headers, seconds, connections = 16, script = "totals.lua",
		words = [] } = target;
	const stdout = await runClient("wrk", ["-t1", `-c${connections}`,
		`-d${Math.ceil(seconds) + 1}s`, "--timeout", "30s",
		"-s", join(here, script), ...headerWords(headers), url,
		...(words.length > 0 ? ["--", ...words] : [])], seconds * 1000);
	const said = JSON.parse(/^\{.*\}$/m.exec(stdout)[0]);
	// A machine that is busy with other things did not come to it.
	if (said.requests === 0 && said.refused === 0 && seconds < 10)
		return wrk({ ...target, seconds: seconds * 4 });
	if (said.broken > 0 || said.refused > 0 || said.requests === 0)
		throw new Error(`${url}:\n${stdout}`);
	return { ...said, seconds: said.us / 1e6 };
}

export async function h2load(target) {
	const { url, headers, seconds } = target;
	const stdout = await runClient("h2load", ["-t1", "-c16", "-m10",
		"-D", `${Math.round(seconds * 1000)}ms`, ...headerWords(headers), url]);
	const [, total] = /^requests: (\d+) total/m.exec(stdout) ?? [];
	const [, ok, failed] =
		/(\d+) succeeded, (\d+) failed/.exec(stdout) ?? [];
	const good = Number(/^status codes: (\d+) 2xx/m.exec(stdout)?.[1]);
	if (ok === "0" && failed === "0" && seconds < 10)
		return h2load({ ...target, seconds: seconds * 4 });
	// What is under way at the end counts in neither.
	if (!/^Application protocol: h2$/m.test(stdout) || !(good > 0) ||
		Number(failed) > 0 || good < Number(ok))
		throw new Error(`${url}: ${total} requests\n${stdout}`);
	return { requests: Number(ok), seconds };
}

// Load one target and give microseconds of server time for a request.
// target: { pid, url, headers, client, before }
export async function measure(target, seconds) {
	target.before?.();
	const ask = target.client ?? wrk;
	const before = cpuSeconds(target.pid);
	const said = await ask({ ...target, seconds });
	const used = cpuSeconds(target.pid) - before;
	return { ...said, us: used / said.requests * 1e6,
		perSecond: said.requests / said.seconds };
}

export function median(list) {
	return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}

// Of rounds with the same figures, the median of each figure.
export function medians(rounds) {
	return Object.fromEntries(Object.keys(rounds[0]).map((key) =>
		[key, median(rounds.map((r) => r[key]))]));
}

// Measure all rows by turns; each keeps its rounds, and their medians.
export async function measureRows(rows, { rounds, seconds }) {
	for (const row of rows)
		row.rounds = [];
	for (let round = 0; round < rounds; round++)
		for (const row of rows) {
			if (process.stderr.isTTY)
				process.stderr.write(`\r\x1b[K${round + 1}/${rounds} ` +
					row.name);
			row.rounds.push(await measure(row.target, seconds));
		}
	if (process.stderr.isTTY)
		process.stderr.write("\r\x1b[K");
	for (const row of rows) {
		row.us = median(row.rounds.map((r) => r.us));
		row.perSecond = median(row.rounds.map((r) => r.perSecond));
	}
}
