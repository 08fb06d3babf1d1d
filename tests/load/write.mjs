// The tables and the picture of a whole run, put into README.md beside this.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { aboutMachine } from "./machine.mjs";
import { asMarkdown, tables } from "./report.mjs";
import { growthPicture } from "./svg.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const begin = "<!-- tests/load/run --write: begin -->";
const end = "<!-- tests/load/run --write: end -->";

function figures(result) {
	const { machine, options } = result;
	const list = tables(result);
	// What was aimed at comes first.
	list.unshift(...list.splice(list.findIndex((t) => t.title === "Targets")));
	return [begin, "", `${aboutMachine(machine)}. Medians of ` +
		`${options.rounds} × ${options.seconds} s; load before: ` +
		`${machine.load.toFixed(1)}.`, "", "```",
	...machine.server, "```", "", ...list.map(asMarkdown),
	"![Growth curves](growth.svg)", "", end].join("\n");
}

// text with the part between the marks made anew.
export function withFigures(text, result) {
	const [from, to] = [text.indexOf(begin), text.indexOf(end)];
	if (from === -1 || to < from)
		throw new Error("README.md has lost its marks");
	return text.slice(0, from) + figures(result) + text.slice(to + end.length);
}

export const pictureOf = (result) => growthPicture(result.growth,
	aboutMachine(result.machine));

export function writeDown(result) {
	const readme = join(here, "README.md");
	writeFileSync(readme, withFigures(readFileSync(readme, "utf8"), result));
	writeFileSync(join(here, "growth.svg"), pictureOf(result));
}
