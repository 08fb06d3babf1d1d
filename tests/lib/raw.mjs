// Bytes over a socket, as no browser would send them.
import net from "node:net";
import tls from "node:tls";

// Send pieces one after another (after: milliseconds to wait before each but
// the first) and give all that came back until the server closed.
export function exchange(site, pieces, { secure = false, after = 20 } = {}) {
	const list = [pieces].flat();
	return new Promise((resolve, reject) => {
		const began = Date.now();
		let said = "";
		const socket = secure ?
			tls.connect({ port: site.port, host: "localhost",
				rejectUnauthorized: false }) :
			net.connect(site.httpPort, "127.0.0.1");
		const send = async () => {
			for (const [i, piece] of list.entries()) {
				if (i > 0)
					await new Promise((r) => setTimeout(r, after));
				if (socket.destroyed || !socket.writable)
					return;
				socket.write(Buffer.from(piece, "latin1"));
			}
		};
		socket.on(secure ? "secureConnect" : "connect", send);
		socket.setTimeout(30000, () => {
			socket.destroy();
			reject(new Error(`the server neither answered nor closed: ${
				JSON.stringify(list.join("").slice(0, 300))}`));
		});
		socket.on("data", (d) => { said += d.toString("latin1"); });
		// A server that closes while we still write resets us.
		socket.on("error", () => {});
		socket.on("close", () => resolve({ said,
			statuses: [...said.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)]
				.map((m) => Number(m[1])),
			ms: Date.now() - began }));
	});
}

export function host(site) {
	return `Host: localhost:${site.httpPort}\r\n`;
}

// A request with a form, as one string.
export function formRequest(site, path, body, headers = "") {
	return `POST ${path} HTTP/1.1\r\n${host(site)}` +
		`Origin: http://localhost:${site.httpPort}\r\n` +
		"Content-Type: application/x-www-form-urlencoded\r\n" +
		`Content-Length: ${Buffer.byteLength(body, "latin1")}\r\n` +
		`${headers}Connection: close\r\n\r\n${body}`;
}
