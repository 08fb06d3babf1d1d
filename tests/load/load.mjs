// What a page costs beside nginx serving the same bytes from a
// file.  Prints server CPU per request (user and system, from /proc) and the ratio;
// medians of interleaved rounds on this machine, which is all they are good for.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync,
	writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
process.env.PRAATMEE ??= join(here, "../../build/release/praatmee");
const { binary, freePort, startSite, temporaryDirectory } =
	await import("../lib/site.mjs");
const { Client } = await import("../lib/client.mjs");

const usage = `Usage: tests/load/run [--quick] [--seconds N] [--rounds N] [--json FILE]

Needs build/release/praatmee (./deploy/run --build-only) and Debian's nginx-light
and wrk, which it installs when it may.

  --quick        one short round, to see that it runs
  --seconds N    length of one measurement [5]
  --rounds N     measurements of each, interleaved [5]
  --json FILE    write the figures there too`;

function parseOptions(words) {
	const o = { seconds: 5, rounds: 5, json: null };
	for (let i = 0; i < words.length; i++) {
		if (words[i] === "--quick")
			Object.assign(o, { seconds: 1, rounds: 1 });
		else if (["--seconds", "--rounds"].includes(words[i]))
			o[words[i].slice(2)] = Number(words[++i]);
		else if (words[i] === "--json" && i + 1 < words.length)
			o.json = words[++i];
		else {
			console.log(usage);
			process.exit(words[i] === "--help" ? 0 : 2);
		}
	}
	if (!(o.seconds > 0 && o.seconds <= 60 && o.rounds > 0 && o.rounds <= 50)) {
		console.error("seconds: 1 to 60, rounds: 1 to 50");
		process.exit(2);
	}
	return o;
}

function install(packages) {
	const script = `. "${join(here, "../../deploy/packages.sh")}"
		install_packages ${packages.join(" ")}`;
	execFileSync("sh", ["-c", script], { stdio: ["ignore", "inherit",
		"inherit"] });
}

// CPU seconds that a process and its children have used: nginx works in children,
// ours in threads, which /proc counts with the process.
const ticks = Number(execFileSync("getconf", ["CLK_TCK"]));
function cpuSeconds(pid) {
	const pids = [pid, ...readdirSync("/proc").filter((p) => /^\d+$/.test(p))
		.filter((p) => {
			try {
				return stat(p)[1] === String(pid);
			} catch {
				return false;
			}
		})];
	return pids.reduce((sum, p) => {
		const fields = stat(p);
		return sum + (Number(fields[11]) + Number(fields[12])) / ticks;
	}, 0);
}

// The fields of /proc/PID/stat behind the name.
function stat(pid) {
	const text = readFileSync(`/proc/${pid}/stat`, "utf8");
	return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

// nginx as one sets it up to be fast: files stay open, a worker for each core, an
// access log as ours.
async function startNginx(page, data) {
	const dir = temporaryDirectory();
	const [plain, tls] = [await freePort(), await freePort()];
	const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
		.map((name) => `${name}_temp_path ${dir}/${name};`).join(" ");
	mkdirSync(join(dir, "www"));
	writeFileSync(join(dir, "www/page.html.gz"), page);
	writeFileSync(join(dir, "nginx.conf"), `
		${process.getuid() === 0 ? "user root;" : ""}
		daemon off; worker_processes auto; pid ${dir}/pid;
		error_log ${dir}/error.log;
		events { worker_connections 1024; }
		http {
			access_log ${dir}/access.log; sendfile on; tcp_nopush on;
			keepalive_requests 1000000; gzip_static always;
			open_file_cache max=100; ${temporary}
			types { text/html html; }
			server {
				listen 127.0.0.1:${plain} reuseport;
				listen 127.0.0.1:${tls} ssl reuseport;
				ssl_certificate ${data}/cert.pem;
				ssl_certificate_key ${data}/key.pem;
				ssl_protocols TLSv1.2 TLSv1.3;
				root ${dir}/www;
			}
		}`);
	const child = spawn("nginx", ["-c", join(dir, "nginx.conf"), "-p", dir,
		"-e", join(dir, "error.log")], { stdio: "ignore" });
	process.on("exit", () => child.kill());
	const at = { pid: child.pid, stop: () => child.kill(),
		http: `http://127.0.0.1:${plain}/page.html`,
		https: `https://127.0.0.1:${tls}/page.html` };
	for (const url of [at.http, at.https])
		await checkSame(url, page, () =>
			readFileSync(join(dir, "error.log"), "utf8"));
	return at;
}

// Wait for it, and see that it gives the bytes that it is to be measured with.
async function checkSame(url, bytes, explain) {
	for (let tries = 0; ; tries++) {
		try {
			const r = await new Client(new URL(url).origin).raw("GET", url,
				{ headers: { "Accept-Encoding": "gzip" } });
			if (r.status === 200 && r.bytes.equals(bytes))
				return;
			throw new Error(`${url}: ${r.status}, other bytes`);
		} catch (e) {
			if (tries === 100)
				throw new Error(`${e.message}\n${explain()}`);
			await new Promise((r) => setTimeout(r, 50));
		}
	}
}

// Load one address; microseconds of server CPU for one request.
function measure({ pid, url, headers }, seconds) {
	const words = ["-t1", "-c16", `-d${seconds}s`,
		...Object.entries({ "Accept-Encoding": "gzip", ...headers })
			.flatMap(([k, v]) => ["-H", `${k}: ${v}`]), url];
	const before = cpuSeconds(pid);
	const said = execFileSync("wrk", words, { encoding: "utf8" });
	const used = cpuSeconds(pid) - before;
	const requests = Number(/(\d+) requests in/.exec(said)[1]);
	if (/Non-2xx|Socket errors/.test(said) || requests === 0)
		throw new Error(`${url}:\n${said}`);
	return { us: used / requests * 1e6, perSecond: requests / seconds };
}

function median(list) {
	return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}

async function main() {
	const options = parseOptions(process.argv.slice(2));
	if (!existsSync(binary)) {
		console.error(`There is no ${binary}: ./deploy/run --build-only`);
		process.exit(1);
	}
	install(["nginx-light", "wrk"]);
	const before = loadavg()[0];
	const site = await startSite({ demo: true, args: ["--log-level", "info"],
		logFile: join(temporaryDirectory(), "log") });
	const member = await signedIn(site, { plain: true });
	const memberTls = await signedIn(site);
	const thread = await longThread(member);
	const saved = await site.client({ plain: true }).raw("GET", thread,
		{ headers: { "Accept-Encoding": "gzip" } });
	for (const client of [member, memberTls])
		await checkMember(client, thread);
	const nginx = await startNginx(saved.bytes, site.data);
	const ours = (name, base, client) => [name, { pid: site.process.pid,
		url: base + thread, headers: client ? cookie(client) : {} }];
	const rows = [
		["nginx static, HTTP", { pid: nginx.pid, url: nginx.http }],
		ours("visitor's thread page, HTTP", site.plainUrl),
		ours("member's thread page, HTTP", site.plainUrl, member),
		["nginx static, HTTPS", { pid: nginx.pid, url: nginx.https }],
		ours("visitor's thread page, HTTPS", site.url),
		ours("member's thread page, HTTPS", site.url, memberTls),
	].map(([name, target]) => ({ name, target, rounds: [] }));
	for (let round = 0; round < options.rounds; round++)
		for (const row of rows)
			row.rounds.push(measure(row.target, options.seconds));
	nginx.stop();
	await site.stop();
	report(rows, saved.bytes.length, before, options);
}

async function signedIn(site, options) {
	const client = site.client(options);
	await client.signIn("lid@demo.example");
	return client;
}

const cookie = (client) => ({ Cookie: [...client.cookies].map(([k, v]) =>
	`${k}=${v}`).join("; ") });

// What is measured as a member's page is one.
async function checkMember(client, thread) {
	const r = await client.get(thread);
	if (r.status !== 200 || !r.body.includes('href="/account"'))
		throw new Error(`${thread}: not the page of a member`);
}

// The first thread of the demonstration that has a second page.
async function longThread(client) {
	for (let id = 1; id < 60; id++) {
		const reply = await client.get(`/t/${id}?page=2`);
		if (reply.status === 200)
			return `/t/${id}`;
	}
	throw new Error("no thread has two pages");
}

function report(rows, bytes, before, options) {
	const figures = rows.map((row) => ({ name: row.name,
		us: median(row.rounds.map((r) => r.us)),
		perSecond: median(row.rounds.map((r) => r.perSecond)),
		rounds: row.rounds }));
	const machine = `${cpus().length} × ${cpus()[0].model}`;
	let base;
	console.log(`A thread page of 50 answers, ${bytes} bytes as gzip; ` +
		`median of ${options.rounds} × ${options.seconds} s, 16 connections\n` +
		`${binary} on ${machine}`);
	if (before > 0.5)
		console.log(`Other programs were at work (load ${before.toFixed(1)}):` +
			" look at the ratios, and measure again when it is quiet.");
	console.log(`${"".padEnd(34)}${"CPU µs".padStart(9)}` +
		`${"requests/s".padStart(12)}${"ratio".padStart(8)}`);
	for (const f of figures) {
		if (f.name.startsWith("nginx"))
			base = f.us;
		f.ratio = f.us / base;
		console.log(`${f.name.padEnd(34)}${f.us.toFixed(1).padStart(9)}` +
			`${f.perSecond.toFixed(0).padStart(12)}` +
			`${f.ratio.toFixed(2).padStart(8)}`);
	}
	if (options.json)
		writeFileSync(options.json, JSON.stringify({ machine, load: before,
			bytes, figures }, null, "\t"));
}

await main();
process.exit(0);
