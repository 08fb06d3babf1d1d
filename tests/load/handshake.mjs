// What a TLS handshake costs the server, full and resumed by ticket, beside nginx:
// a connection is made, nothing is asked, it is closed.
import { join } from "node:path";
import tls from "node:tls";
import { temporaryDirectory } from "../lib/site.mjs";
import { measureRows } from "./client.mjs";
import { startNginx } from "./nginx.mjs";
import { isWanted } from "./options.mjs";
import { negotiated, startOurs } from "./ours.mjs";

export const names = ["handshake-full", "handshake-resumed"];

const clients = 4;

function open({ port, session, suite, protocol, ask = false }) {
	return new Promise((resolve, reject) => {
		let ticket;
		const socket = tls.connect({ port, host: "127.0.0.1", session,
			servername: "localhost", rejectUnauthorized: false,
			ecdhCurve: "X25519:P-256", minVersion: protocol,
			maxVersion: protocol, ALPNProtocols: ["http/1.1"],
			...(protocol === "TLSv1.2" ? { ciphers: suite } : {}) });
		const said = () => ({ ticket, reused: socket.isSessionReused(),
			cipher: socket.getCipher().standardName,
			protocol: socket.getProtocol(),
			group: socket.getEphemeralKeyInfo().name });
		let is = null;
		socket.on("session", (s) => { ticket = s; });
		socket.on("secureConnect", () => {
			is = said();
			if (ask)
				socket.write("GET /healthz HTTP/1.1\r\n" +
					"Host: localhost\r\nConnection: close\r\n\r\n");
			else
				socket.end();
		});
		socket.on("error", reject);
		socket.on("close", () => resolve({ ...is, ticket }));
		socket.resume();
	});
}

// With a row's own kind: { requests, seconds } for measure().
async function shake({ port, session, suite, protocol, seconds }) {
	const ends = Date.now() + seconds * 1000, start = performance.now();
	let requests = 0;
	await Promise.all(Array.from({ length: clients }, async () => {
		while (Date.now() < ends) {
			const is = await open({ port, session, suite, protocol });
			if (is.reused !== Boolean(session))
				throw new Error(`port ${port}: a ${session ? "resumed" :
					"full"} handshake was wanted`);
			requests++;
		}
	}));
	return { requests, seconds: (performance.now() - start) / 1000 };
}

async function rowOf(kind, who, { pid, port }, { suite, protocol }) {
	const target = { pid, port, suite, protocol, client: shake };
	const first = await open({ port, suite, protocol, ask: true });
	if (kind === "resumed")
		target.session = first.ticket;
	return { name: `handshake-${kind}-${who}`, kind, who, target,
		tls: first.protocol, cipher: first.cipher, group: first.group };
}

export async function measureHandshakes(options) {
	const kinds = ["full", "resumed"].filter((kind) =>
		isWanted(options, `handshake-${kind}`));
	if (kinds.length === 0)
		return null;
	const log = temporaryDirectory();
	const site = await startOurs({ data: join(log, "data") });
	const agreed = negotiated(site.port);
	const suite = agreed.protocol === "TLSv1.2" ? agreed.cipher :
		"ECDHE-ECDSA-AES256-GCM-SHA384";
	const page = Buffer.from("page");
	const nginx = await startNginx({ html: page, gzip: page }, { suite,
		cert: `${site.data}/cert.pem`, key: `${site.data}/key.pem` });
	const other = { "TLSv1.2": "TLSv1.3", "TLSv1.3": "TLSv1.2" };
	const at = (protocol) => ({ pid: nginx.pid, port: new URL(nginx.url(
		protocol === "TLSv1.3" ? "tls13" : "tls12")).port });
	const rows = [];
	for (const kind of kinds) {
		const same = { suite, protocol: agreed.protocol };
		const different = { suite, protocol: other[agreed.protocol] };
		rows.push(
			await rowOf(kind, "nginx", at(same.protocol), same),
			await rowOf(kind, "nginx-other", at(different.protocol),
				different),
			await rowOf(kind, "ours", site, same));
	}
	await measureRows(rows, options);
	for (const row of rows)
		row.ratio = row.us / rows.find((r) => r.kind === row.kind &&
			r.who === "nginx").us;
	await nginx.stop();
	await site.stop();
	return rows.map(({ target, ...rest }) => rest);
}
