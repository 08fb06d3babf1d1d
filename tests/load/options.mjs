// The words behind tests/load/run.
import { existsSync } from "node:fs";

const usage = `Usage: tests/load/run [--quick] [--only NAME,...] [--list] [--seconds N]
       [--rounds N] [--sites DIR] [--huge] [--json FILE] [--write]

Needs build/release/praatmee (./deploy/run --build-only) and Debian's nginx-light,
wrk, nghttp2-client and openssl, which it installs when it may.

  --quick        one short round of everything, to see that it runs
  --only NAMES   these rows or parts alone (--list names them); the start of a
                 name will do: --only visitor,posting
  --list         name the rows and parts, measure nothing
  --seconds N    length of one measurement [2]
  --rounds N     measurements of each, by turns [5]
  --sites DIR    keep the sites of the growth part here, and find them again
  --huge         growth up to ten million posts (half an hour to make them)
  --json FILE    write the figures there too
  --write        put the tables and the picture into tests/load/README.md`;

function fail(text) {
	console.error(text);
	process.exit(2);
}

function numberOf(name, text, max) {
	const n = Number(text);
	if (!(n > 0 && n <= max))
		fail(`${name}: more than 0, at most ${max}`);
	return n;
}

export function parseOptions(words) {
	const o = { quick: false, only: [], list: false, seconds: 2, rounds: 5,
		sites: null, huge: false, json: null, write: false };
	const value = (i) => words[i + 1] ?? fail(`${words[i]} what?`);
	for (let i = 0; i < words.length; i++) {
		switch (words[i]) {
		case "--quick":
			Object.assign(o, { quick: true, seconds: 0.4, rounds: 1 });
			break;
		case "--only":
			o.only.push(...value(i++).split(",").filter(Boolean));
			break;
		case "--seconds":
			o.seconds = numberOf("--seconds", value(i++), 60);
			break;
		case "--rounds":
			o.rounds = Math.ceil(numberOf("--rounds", value(i++), 50));
			break;
		case "--sites":
			o.sites = value(i++);
			if (!existsSync(o.sites))
				fail(`--sites: there is no ${o.sites}`);
			break;
		case "--json":
			o.json = value(i++);
			break;
		case "--list":
		case "--huge":
		case "--write":
			o[words[i].slice(2)] = true;
			break;
		default:
			console.log(usage);
			process.exit(words[i] === "--help" ? 0 : 2);
		}
	}
	if (o.write && (o.quick || o.only.length > 0))
		fail("--write needs a whole run: without --quick and --only");
	return o;
}

// Is this name asked for?  All are where none is named.
export function isWanted(options, name) {
	return options.only.length === 0 ||
		options.only.some((start) => name.startsWith(start));
}
