// The catalogues of web/locales/, as the tests read them.
import { readFileSync } from "node:fs";

const text = (line) => JSON.parse(line.slice(line.indexOf('"')));

// { "thread.count": ["Al één …", "Al {n} …"], … }
export function words(lang) {
	const path = new URL(`../../web/locales/${lang}.po`, import.meta.url);
	const all = {};
	for (const block of readFileSync(path, "utf8").split("\n\n")) {
		const lines = block.split("\n");
		const id = lines.find((l) => l.startsWith("msgid "));
		if (id && text(id) !== "")
			all[text(id)] = lines.filter((l) => l.startsWith("msgstr"))
				.map(text);
	}
	return all;
}
