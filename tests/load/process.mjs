// What processes use, from /proc: processor time and memory.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

const ticks = Number(execFileSync("getconf", ["CLK_TCK"]));

// The fields of /proc/PID/stat behind the name: [0] is the state, [1] the parent.
function stat(pid) {
	const text = readFileSync(`/proc/${pid}/stat`, "utf8");
	return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

// pid and all that descend from it now.
function family(pid) {
	const parents = new Map();
	for (const p of readdirSync("/proc").filter((p) => /^\d+$/.test(p))) {
		try {
			parents.set(p, stat(p)[1]);
		} catch {
			// It has ended since.
		}
	}
	const found = [String(pid)];
	for (let i = 0; i < found.length; i++)
		for (const [child, parent] of parents)
			if (parent === found[i])
				found.push(child);
	return found;
}

// What the threads of a process that live have used, in seconds: finer than the
// hundredths of stat, but without those that have ended.
function threadSeconds(pid) {
	let ns = 0;
	for (const thread of readdirSync(`/proc/${pid}/task`)) {
		try {
			ns += Number(readFileSync(`/proc/${pid}/task/${thread}/` +
				"schedstat", "utf8").split(" ")[0]);
		} catch {
			// It has ended since, or this kernel does not tell.
		}
	}
	return ns / 1e9;
}

// Seconds of processor time, user and system, of a process with its threads and
// descendants; those that have ended count with whom they were reaped by.
export function cpuSeconds(pid) {
	let sum = 0;
	for (const p of family(pid)) {
		try {
			const [user, system, reapedUser, reapedSystem] = stat(p)
				.slice(11, 15).map((field) => Number(field) / ticks);
			sum += Math.max(user + system, threadSeconds(p)) +
				reapedUser + reapedSystem;
		} catch {
			// It has ended since: its parent has its time.
			return cpuSeconds(pid);
		}
	}
	return sum;
}

// Resident memory in megabytes (2^20) of a process and its descendants.
export function residentMb(pid) {
	return family(pid).reduce((sum, p) => {
		const text = readFileSync(`/proc/${p}/status`, "utf8");
		return sum + Number(/^VmRSS:\s+(\d+) kB/m.exec(text)[1]);
	}, 0) / 1024;
}
