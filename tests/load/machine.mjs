// The machine that figures are made on, and the programs that make them.
import { execFileSync } from "node:child_process";
import { cpus, loadavg, release } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../lib/site.mjs";

const here = dirname(fileURLToPath(import.meta.url));

export function install(packages) {
	const script = `. "${join(here, "../../deploy/packages.sh")}"
		install_packages ${packages.join(" ")}`;
	execFileSync("sh", ["-c", script], { stdio: ["ignore", "inherit",
		"inherit"] });
}

const firstLine = (script) => execFileSync("sh", ["-c",
	`${script} 2>&1 | head -1`], { encoding: "utf8" }).trim();

export function machine() {
	return { cpu: cpus()[0].model, cores: cpus().length, kernel: release(),
		system: firstLine('. /etc/os-release && echo "$PRETTY_NAME"'),
		load: loadavg()[0], date: new Date().toISOString().slice(0, 10),
		nginx: firstLine("nginx -v").replace(/.*nginx\//, ""),
		openssl: firstLine("openssl version").split(" ")[1],
		server: run(["version"]).trim().split("\n") };
}

export function aboutMachine(m) {
	return `${m.cores} × ${m.cpu}, ${m.system}, Linux ${m.kernel}, ` +
		`nginx ${m.nginx}, OpenSSL ${m.openssl}, ${m.date}`;
}
