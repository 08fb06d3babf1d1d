// Prometheus' text format 0.0.4, read more strictly than Prometheus does: every
// family has a help and a type and stands in one place, counters end in _total,
// nothing is there twice, histograms add up.
//
//	const m = parseMetrics((await client.get("/metrics")).body);
//	m.get("praatmee_requests_total", { route: "page_front", status: "2xx" });
import assert from "node:assert/strict";

const name = "[a-z][a-z0-9_]*";
const number = "(?:[0-9]+(?:\\.[0-9]+)?)";
const headLine = new RegExp(`^# (HELP|TYPE) (${name}) (.+)$`);
const sampleLine = new RegExp(
	`^(${name})(?:\\{(${name}="[^"\\\\\\n]*"(?:,${name}="[^"\\\\\\n]*")*)\\})? (${number})$`);

class Metrics {
	constructor() {
		this.families = new Map(); // name: { help, type }
		this.samples = new Map(); // name{labels}: value
	}

	get(name, labels = {}) {
		return this.samples.get(key(name, labels)) ?? 0;
	}

	// Every sample of a name: [labels, value].
	all(name) {
		return [...this.samples].filter(([k]) => k.split("{")[0] === name)
			.map(([k, value]) => [JSON.parse(k.slice(name.length)), value]);
	}
}

function key(name, labels) {
	return name + JSON.stringify(Object.fromEntries(
		Object.entries(labels).sort()));
}

function baseOf(metrics, sample) {
	const base = sample.replace(/_(bucket|sum|count)$/, "");
	return metrics.families.get(base)?.type === "histogram" ? base : sample;
}

function checkHistogram(metrics, family) {
	const series = new Map();
	for (const [{ le, ...rest }, value] of metrics.all(`${family}_bucket`)) {
		const id = JSON.stringify(rest);
		series.set(id, [...series.get(id) ?? [], [le, value]]);
	}
	assert.ok(series.size > 0, `${family} has no buckets`);
	for (const [id, buckets] of series) {
		const bounds = buckets.map(([le]) =>
			le === "+Inf" ? Infinity : Number(le));
		assert.equal(bounds.at(-1), Infinity, family);
		for (let i = 1; i < buckets.length; i++) {
			assert.ok(bounds[i] > bounds[i - 1], `${family} ${bounds}`);
			assert.ok(buckets[i][1] >= buckets[i - 1][1], family);
		}
		const labels = JSON.parse(id);
		assert.equal(metrics.get(`${family}_count`, labels),
			buckets.at(-1)[1], family);
		assert.ok(metrics.samples.has(key(`${family}_sum`, labels)), family);
	}
}

export function parseMetrics(text) {
	const metrics = new Metrics();
	let family;
	assert.ok(text.endsWith("\n"), "the last line has an end");
	for (const line of text.slice(0, -1).split("\n")) {
		const head = headLine.exec(line);
		if (head?.[1] === "HELP") {
			assert.ok(!metrics.families.has(head[2]), `${head[2]} twice`);
			family = head[2];
			metrics.families.set(family, { help: head[3] });
			continue;
		}
		if (head) {
			assert.equal(head[2], family, "a type follows its help");
			assert.match(head[3], /^(counter|gauge|histogram)$/);
			metrics.families.get(family).type = head[3];
			assert.equal(family.endsWith("_total"), head[3] === "counter",
				family);
			continue;
		}
		const sample = sampleLine.exec(line);
		assert.ok(sample, `neither head nor sample: ${JSON.stringify(line)}`);
		assert.equal(baseOf(metrics, sample[1]), family, line);
		const labels = Object.fromEntries((sample[2] ?? "").split(/,(?=[a-z])/)
			.filter((l) => l).map((l) => l.split(/="(.*)"$/).slice(0, 2)));
		const k = key(sample[1], labels);
		assert.ok(!metrics.samples.has(k), `${k} twice`);
		metrics.samples.set(k, Number(sample[3]));
	}
	for (const [name, { type }] of metrics.families) {
		assert.ok(type, `${name} has no type`);
		if (type === "histogram")
			checkHistogram(metrics, name);
		else
			assert.ok(metrics.all(name).length > 0, `${name} is empty`);
	}
	return metrics;
}
