// nginx on free ports: as Debian installs it with gzip_static, and tuned (files and
// log kept open, a listening socket for each worker).  One nginx, a port for each.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "../lib/client.mjs";
import { freePort, temporaryDirectory } from "../lib/site.mjs";

// What is pinned in a comparison of TLS 1.2: the suite that the server asked for
// speaks too.  TLS 1.3 chooses AES-256-GCM by itself.
const listeners = [
	{ name: "http", words: "" },
	{ name: "tls12", words: "ssl", tls: "TLSv1.2" },
	{ name: "tls13", words: "ssl", tls: "TLSv1.3" },
	{ name: "h2tls12", words: "ssl http2", tls: "TLSv1.2" },
	{ name: "h2tls13", words: "ssl http2", tls: "TLSv1.3" },
];

function serverBlock({ port, words, tls }, { cert, key, suite }, tuned, dir) {
	return `server {
		listen 127.0.0.1:${port} ${words} ${tuned ? "reuseport" : ""};
		${tls ? `ssl_protocols ${tls};` : ""}
		${tls === "TLSv1.2" ? `ssl_ciphers ${suite};` : ""}
		${tls ? `ssl_certificate ${cert}; ssl_certificate_key ${key};
		ssl_session_cache shared:SSL:10m;` : ""}
		${tuned ? `open_file_cache max=100;
		access_log ${dir}/access.log combined buffer=64k flush=1s;` : ""}
		root ${dir}/www;
	}`;
}

// The http block of Debian's nginx.conf, gzip_static, and connections that stay
// open as long as the clients like.
function configuration(ports, tls, dir) {
	const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
		.map((name) => `${name}_temp_path ${dir}/${name};`).join(" ");
	return `${process.getuid() === 0 ? "user root;" : ""}
		daemon off; worker_processes auto; pid ${dir}/pid;
		error_log ${dir}/error.log;
		events { worker_connections 768; }
		http {
			sendfile on; tcp_nopush on; types_hash_max_size 2048;
			ssl_prefer_server_ciphers on; ${temporary}
			types { text/html html; }
			access_log ${dir}/access.log;
			gzip on; gzip_static on; keepalive_requests 100000000;
			${ports.map((p) => serverBlock(p, tls, p.tuned, dir))
				.join("\n")}
		}`;
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

// page: { html, gzip }; tls: { cert, key, suite }.  Gives { pid, url(listener,
// tuned), emptyLog(), stop() }.
export async function startNginx(page, tls) {
	const dir = temporaryDirectory();
	const ports = [];
	for (const l of listeners)
		for (const tuned of [false, true])
			ports.push({ ...l, tuned, port: await freePort() });
	mkdirSync(join(dir, "www"));
	writeFileSync(join(dir, "www/page.html"), page.html);
	writeFileSync(join(dir, "www/page.html.gz"), page.gzip);
	writeFileSync(join(dir, "nginx.conf"), configuration(ports, tls, dir));
	const child = spawn("nginx", ["-c", join(dir, "nginx.conf"), "-p", dir,
		"-e", join(dir, "error.log")], { stdio: "ignore" });
	const ended = new Promise((resolve) => child.on("exit", resolve));
	process.on("exit", () => child.kill());
	const url = (name, tuned = false) => {
		const p = ports.find((p) => p.name === name && p.tuned === tuned);
		return `${p.tls ? "https" : "http"}://127.0.0.1:${p.port}/page.html`;
	};
	const log = join(dir, "access.log");
	for (const p of ports)
		await checkSame(url(p.name, p.tuned), page.gzip, () =>
			readFileSync(join(dir, "error.log"), "utf8"));
	return { pid: child.pid, url, emptyLog: () => truncateSync(log),
		stop: () => (child.kill(), ended) };
}
