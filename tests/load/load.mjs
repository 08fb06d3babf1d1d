// What the server costs beside nginx, how fast it stores posts, and how both hold
// as a site grows.  README.md beside this says what the figures mean.
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
process.env.PRAATMEE ??= join(here, "../../build/release/praatmee");
const { binary, run, temporaryDirectory } = await import("../lib/site.mjs");
const { parseOptions } = await import("./options.mjs");
const pages = await import("./pages.mjs");
const handshake = await import("./handshake.mjs");
const posting = await import("./posting.mjs");
const { check } = await import("./check.mjs");
const { asText, tables } = await import("./report.mjs");

function install(packages) {
	const script = `. "${join(here, "../../deploy/packages.sh")}"
		install_packages ${packages.join(" ")}`;
	execFileSync("sh", ["-c", script], { stdio: ["ignore", "inherit",
		"inherit"] });
}

const firstLine = (command, words) => execFileSync("sh", ["-c",
	`${command} ${words} 2>&1 | head -1`], { encoding: "utf8" }).trim();

function machine() {
	return { cpu: cpus()[0].model, cores: cpus().length, kernel: release(),
		system: firstLine("sed", "-n 's/^PRETTY_NAME=\"\\(.*\\)\"/\\1/p' " +
			"/etc/os-release"),
		load: loadavg()[0], date: new Date().toISOString().slice(0, 10),
		nginx: firstLine("nginx", "-v").replace(/.*nginx\//, ""),
		openssl: firstLine("openssl", "version").split(" ")[1],
		server: run(["version"]).split("\n")[0] };
}

async function main() {
	const options = parseOptions(process.argv.slice(2));
	if (options.list) {
		console.log([pages, handshake, posting]
			.flatMap((part) => part.names).join("\n"));
		return;
	}
	if (!existsSync(binary)) {
		console.error(`There is no ${binary}: ./deploy/run --build-only`);
		process.exit(1);
	}
	install(["nginx-light", "wrk", "nghttp2-client", "openssl",
		"sqlite3"]);
	const dir = options.sites ?? temporaryDirectory();
	const result = { machine: machine(), options,
		pages: await pages.measurePages(options, dir),
		handshakes: await handshake.measureHandshakes(options),
		...await posting.measureWrites(options, dir) };
	const { cpu, cores, system, load } = result.machine;
	console.log(`${cores} × ${cpu}, ${system}; ${binary}; median of ` +
		`${options.rounds} × ${options.seconds} s`);
	if (load > 0.5)
		console.log(`Other programs were at work (load ${load.toFixed(1)}):` +
			" look at the ratios, and measure again when it is quiet.");
	for (const table of tables(result))
		console.log(`\n${asText(table)}`);
	check(result, options);
	if (options.json)
		writeFileSync(options.json, JSON.stringify(result, null, "\t"));
}

await main();
process.exit(0);
