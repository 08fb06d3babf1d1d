// What people do on a site, in one line each.
import assert from "node:assert/strict";
import { run } from "./site.mjs";

export const password = "vier rode fietsen";

// An account from the command line, signed in.
export async function addPerson(site, name, role, options) {
	const email = `${name.toLowerCase().replaceAll(/[^a-z]/g, "")}@test.example`;
	run(["user", "add", "--data", site.data, "--name", name,
		"--email", email, ...(role ? ["--role", role] : []),
		"--password-stdin"], { input: `${password}\n` });
	const client = site.client(options);
	await client.signIn(email, password);
	return client;
}

// The demo's own people, signed in: "lid", "moderator", "beheer".
export function signInDemo(site, ...names) {
	return Promise.all(names.map(async (name) => {
		const client = site.client();
		await client.signIn(`${name}@demo.example`);
		return client;
	}));
}

// The address of the thread of a theme in which people wrote last.
export async function threadOf(client, theme) {
	const page = await client.get(`/theme/${theme}`);
	return /href="(\/t\/\d+)"/.exec(page.body)[1];
}

function idOf(location) {
	return /\d+/.exec(location)[0];
}

// Gives { thread, post }: their ids.
export async function openThread(client, theme, title, body) {
	const address = `/theme/${theme}/new`;
	const form = (await client.get(address)).form(address);
	const r = await client.post(address, { ...form, title, body });
	assert.equal(r.status, 303, r.text);
	const thread = idOf(r.headers.location);
	const page = await client.get(`/t/${thread}`);
	return { thread, post: /id="p(\d+)"/.exec(page.body)[1] };
}

// Gives the id of the answer.
export async function answer(client, thread, body) {
	const address = `/t/${thread}/answer`;
	const form = (await client.get(address)).form(address);
	const r = await client.post(address, { ...form, body });
	assert.equal(r.status, 303, r.text);
	return idOf(r.headers.location);
}

export async function edit(client, post, values) {
	const address = `/p/${post}/edit`;
	const form = (await client.get(address)).form(address);
	const r = await client.post(address, { ...form, ...values });
	assert.equal(r.status, 303, r.text);
}

// The form on the page of one post of the queue with which one decides.
export async function decideForm(moderator, post) {
	const address = `/queue/${post}`;
	const page = await moderator.get(address);
	assert.equal(page.status, 200, page.text);
	const n = page.body.split("<form").length;
	for (let i = 0; i < n; i++) {
		const form = page.form(address, i);
		if ("reason" in form)
			return form;
	}
	throw new Error(`${address} has no form to decide with`);
}

// action: approve, reject or edit; gives the answer.
export async function decide(moderator, post, action, values = {}) {
	const form = await decideForm(moderator, post);
	return moderator.post(`/queue/${post}`, { ...form, action, ...values });
}

export async function approve(moderator, post) {
	const r = await decide(moderator, post, "approve");
	assert.equal(r.status, 303, r.text);
}

export async function reject(moderator, post, reason) {
	const r = await decide(moderator, post, "reject", { reason });
	assert.equal(r.status, 303, r.text);
}

// Withdraw, restore or remove a post; close or open a thread ("t").
export async function put(client, id, step, values = {}, kind = "p") {
	const r = await client.post(`/${kind}/${id}/${step}`, values);
	assert.equal(r.status, 303, r.text);
}
