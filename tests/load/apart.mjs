// Measurements that are programs of their own: each prints its table, which stands
// among the others as it is.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { binary } from "../lib/site.mjs";
import { isWanted } from "./options.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const runFile = promisify(execFile);

const programs = [
	{ name: "idle", title: "Connections that rest" },
	{ name: "streams", title: "Readers of live updates" },
].filter(({ name }) => existsSync(join(here, `${name}.mjs`)));

export const names = programs.map((p) => p.name);

// Gives [{ name, title, text }].
export async function measureApart(options) {
	const list = [];
	for (const { name, title } of programs) {
		if (!isWanted(options, name))
			continue;
		const running = runFile("node", [join(here, `${name}.mjs`),
			...(options.quick ? ["--quick"] : [])],
		{ env: { ...process.env, PRAATMEE: binary } });
		const stop = () => running.child.kill();
		process.once("exit", stop);
		list.push({ name, title, text: (await running).stdout.trimEnd() });
		process.off("exit", stop);
	}
	return list;
}
