// What the server costs beside nginx, how fast it stores posts, and how both hold
// as a site grows.  README.md beside this says what the figures mean.
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
process.env.PRAATMEE ??= join(here, "../../build/release/praatmee");
const { binary, temporaryDirectory } = await import("../lib/site.mjs");
const apart = await import("./apart.mjs");
const { check } = await import("./check.mjs");
const footprint = await import("./footprint.mjs");
const growth = await import("./growth.mjs");
const handshake = await import("./handshake.mjs");
const { aboutMachine, install, machine } = await import("./machine.mjs");
const { parseOptions } = await import("./options.mjs");
const { cacheMb } = await import("./ours.mjs");
const pages = await import("./pages.mjs");
const posting = await import("./posting.mjs");
const { asText, tables } = await import("./report.mjs");
const stores = await import("./stores.mjs");
const { judge } = await import("./targets.mjs");
const { writeDown } = await import("./write.mjs");

// A whole run takes minutes: say how far it is.
async function part(name, work) {
	const began = Date.now();
	const result = await work;
	if (Date.now() - began > 1000)
		console.error(`${name}: ${Math.round((Date.now() - began) / 1000)} s`);
	return result;
}

async function measureAll(options) {
	const dir = options.sites ?? temporaryDirectory();
	const result = { machine: machine(), options, cacheMb };
	result.pages = await part("pages", pages.measurePages(options, dir));
	result.handshakes = await part("handshakes",
		handshake.measureHandshakes(options));
	Object.assign(result, await part("posting",
		posting.measureWrites(options, dir)));
	result.stores = await part("stores", stores.measureStores(options, dir));
	result.growth = await part("growth", growth.measureGrowth(options, dir));
	result.footprint = await part("start and memory",
		footprint.measureFootprint(options, dir));
	result.apart = await part("connections", apart.measureApart(options));
	return { ...result, targets: judge(result) };
}

function print(result) {
	const { machine: m, options } = result;
	console.log(`${aboutMachine(m)}\n${binary}: ${m.server.join("; ")}\n` +
		`Medians of ${options.rounds} × ${options.seconds} s`);
	if (m.load > 0.5)
		console.log(`Other programs were at work (load ${m.load.toFixed(1)}):` +
			" look at the ratios, and measure again when it is quiet.");
	for (const table of tables(result))
		console.log(`\n${asText(table)}`);
}

async function main() {
	const options = parseOptions(process.argv.slice(2));
	if (options.list) {
		const parts = [pages, handshake, posting, stores, growth,
			footprint, apart];
		console.log(parts.flatMap((part) => part.names).join("\n"));
		return;
	}
	if (!existsSync(binary)) {
		console.error(`There is no ${binary}: ./deploy/run --build-only`);
		process.exit(1);
	}
	// Each server that is started asks to be stopped at the end, also when the
	// run is broken off.
	process.setMaxListeners(100);
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
		process.on(signal, () => process.exit(1));
	install(["nginx-light", "wrk", "nghttp2-client", "openssl", "sqlite3",
		"postgresql"]);
	const result = await measureAll(options);
	print(result);
	if (options.json)
		writeFileSync(options.json, JSON.stringify(result, null, "\t"));
	check(result);
	if (options.write)
		writeDown(result);
}

try {
	await main();
	process.exit(0);
} catch (error) {
	console.error(error);
	process.exit(1);
}
