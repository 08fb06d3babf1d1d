// Inputs of public projects, where the environment variable REFERENCE_DATA
// names the folder that has them.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.REFERENCE_DATA;

// What to pass as a test's option "skip".
export const isAbsent = folder && existsSync(folder) ? false :
	"REFERENCE_DATA is not set";

export function readText(name) {
	return readFileSync(join(folder, name), "utf8");
}

export function readJson(name) {
	return JSON.parse(readText(name));
}

export function readLines(name) {
	return readText(name).split("\n").filter((line) => line !== "");
}
