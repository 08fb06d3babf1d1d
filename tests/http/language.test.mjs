// The four languages: how one is chosen, and that nobody loses what they typed by
// choosing another.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { startSite } from "../lib/site.mjs";
import { edit, openThread, put, signInDemo } from "../lib/people.mjs";
import { words } from "../lib/words.mjs";

const tags = ["nl", "en", "fr", "ar"];

let site, member, moderator, admin;
before(async () => {
	site = await startSite({ demo: true });
	[member, moderator, admin] = await signInDemo(site, "lid", "moderator",
		"beheer");
});
after(() => site.stop());

const asks = (tag) => ({ headers: { "Accept-Language": tag } });
const speaks = (reply, tag, what) => assert.match(reply.body, new RegExp(
	`<html lang="${tag}" dir="${tag === "ar" ? "rtl" : "ltr"}">`), what);

// Press the button of a language below a page with a form, which was filled in.
function turn(client, reply, tag, action, typed) {
	const button = new RegExp(`<button form="form" formaction="([^"]*)" ` +
		`lang="${tag}"`).exec(reply.body);
	assert.ok(button, `${reply.url} takes no form along`);
	return client.post(button[1].replaceAll("&amp;", "&"),
		{ ...formOf(reply, action), ...typed });
}

// The fields of the form whose id is "form".
function formOf(reply, action) {
	const forms = [...reply.body.matchAll(/<form [^>]*>/g)]
		.filter(([tag]) => tag.includes(`action="${action}"`));
	const n = forms.findIndex(([tag]) => tag.includes('id="form"'));
	assert.ok(n !== -1, `${reply.url} has no such form`);
	return reply.form(action, n);
}

test("every page is kept once for each language", async () => {
	const seen = new Set();
	for (const round of ["made", "kept"])
		for (const tag of tags) {
			const page = await site.client().get("/theme/werk", asks(tag));
			speaks(page, tag, round);
			assert.match(page.headers.vary, /Accept-Language, Cookie/);
			seen.add(page.headers.etag);
			for (const t of tags)
				assert.match(page.body, new RegExp(`<button name=` +
					`"language" value="${t}" lang="${t}"` +
					`${t === tag ? ' aria-current="true"' : ""}>`));
		}
	assert.equal(seen.size, 4);
});

test("account goes before cookie, cookie before browser", async () => {
	const client = site.client();
	let r = await client.post("/language", { language: "ar", next: "/rules" });
	assert.equal(r.headers.location, "/rules");
	speaks(await client.get("/", asks("fr")), "ar");
	await client.signIn("themamoderator@demo.example");
	await client.post("/language", { language: "fr", next: "/" });
	client.cookies.set("language", "ar");
	speaks(await client.get("/", asks("en")), "fr");
	r = await client.post("/language", { language: "de", next: "/" });
	assert.equal(r.status, 400);
	speaks(await client.get("/", asks("en")), "fr");
});

test("a preview and a refused form are kept in another language", async () => {
	const action = "/theme/politiek/new";
	const typed = { title: "Vraag & <antwoord>", body: "Mijn *tekst*",
		language: "en" };
	let r = await member.submit(action, { ...typed, preview: "1" });
	const key = r.form(action).key;
	r = await turn(member, r, "ar", action, { body: "Mijn **tekst**" });
	assert.equal(r.status, 200);
	speaks(r, "ar");
	assert.deepEqual({ ...r.form(action) },
		{ ...typed, key, body: "Mijn **tekst**" });
	r = await member.post(action, { ...r.form(action), title: "x" });
	assert.equal(r.status, 422);
	speaks(r, "ar");
	r = await turn(member, r, "nl", action);
	speaks(r, "nl");
	r = await member.post(action, { ...r.form(action), title: "Een vraag" });
	assert.equal(r.status, 303);
	speaks(await member.get("/"), "nl");
});

// The pages that can be asked for and sent; the first visit is in setup.test.mjs,
// what mail leads to in mailbox.test.mjs.
const elsewhere = ["/setup", "/forgot", "/new-password", "/confirm-address"];
function forms() {
	const routes = readFileSync(new URL("../../server/pages/routes.def",
		import.meta.url), "utf8");
	const gets = new Set([...routes.matchAll(/^ROUTE\(GET, "([^"]+)"/gm)]
		.map((m) => m[1]));
	return [...routes.matchAll(/^ROUTE\(POST, "([^"]+)"/gm)].map((m) => m[1])
		.filter((path) => gets.has(path) && !elsewhere.includes(path))
		.map((path) => new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`));
}

test("every page with a form takes it along", async () => {
	const { thread, post } = await openThread(member, "partnerkeuze",
		"Een gesprek", "Mijn eerste zin");
	const shown = /id="p(\d+)"/.exec((await moderator.get("/t/22")).body)[1];
	const other = await openThread(member, "partnerkeuze", "Nog een gesprek",
		"Mijn andere zin");
	await put(member, other.post, "withdraw");
	const pages = [
		[member, "/theme/werk/new", "title"],
		[member, "/t/22/answer", "body"],
		[member, `/p/${shown}/answer`, "body", "/t/22/answer"],
		[member, `/p/${other.post}/restore`],
		[member, `/p/${post}/edit`, "body"],
		[member, `/p/${post}/withdraw`],
		[member, "/account/password"],
		[member, "/sign-out"],
		[moderator, `/queue/${post}`, "reason"],
		[moderator, "/queue", "reason"],
		[moderator, `/p/${shown}/remove`, "reason"],
		[admin, `/t/${thread}/close`],
		[admin, "/org/new", "body"],
		[admin, "/org/lantaarn/edit", "body"],
		[admin, "/org/lantaarn/close"],
		[admin, "/org/lantaarn/new-theme", "about"],
		[admin, "/theme/werk/edit", "about"],
		[admin, "/theme/werk/close"],
		[admin, "/settings", "tagline"],
		[admin, "/settings/rules", "body"],
		[admin, "/settings/accessibility", "limits"],
		[site.client(), "/sign-up", "name"],
		[site.client(), "/sign-in", "email"],
	];
	assert.ok(forms().length > 20);
	for (const pattern of forms())
		assert.ok(pages.some(([, path]) => pattern.test(path)), pattern);
	for (const [client, path, field, action = path] of pages) {
		const typed = field ? { [field]: "Niet vergeten" } : {};
		const opened = await client.get(path);
		assert.equal(opened.status, 200, path);
		let r = await turn(client, opened, "fr", action, typed);
		assert.equal(r.status, 200, `${action}: ${r.text}`);
		speaks(r, "fr");
		if (field)
			assert.equal(formOf(r, action)[field], "Niet vergeten", action);
		r = await turn(client, r, "nl", action);
		speaks(r, "nl");
	}
});

test("the box below a thread is taken along", async () => {
	const { thread } = await openThread(member, "partnerkeuze", "Een vraag",
		"Mijn derde zin");
	const action = "/t/22/answer";
	const opened = await member.get("/t/22?page=2");
	assert.equal(opened.status, 200);
	let r = await turn(member, opened, "fr", action,
		{ body: "Niet & vergeten" });
	assert.equal(r.status, 200, r.text);
	speaks(r, "fr");
	assert.equal(formOf(r, action).body, "Niet & vergeten");
	assert.equal(formOf(r, action).key, formOf(opened, action).key);
	// Nothing was typed: the same page of the thread.
	r = await turn(member, await member.get("/t/22?page=2"), "ar", action,
		{ body: "" });
	assert.equal(r.status, 303);
	assert.equal(r.headers.location, "/t/22?page=2");
	r = await member.follow(r);
	speaks(r, "ar");
	// Closed meanwhile: to copy.
	const late = await admin.get("/t/22");
	await put(admin, "22", "close", { do: "close" }, "t");
	r = await turn(admin, late, "nl", action, { body: "Te laat" });
	assert.equal(r.status, 403);
	assert.match(r.text, /Te laat/);
	await put(admin, "22", "close", { do: "open" }, "t");
	// Where there is no box there is nothing to take along.
	for (const [client, path] of [[site.client(), "/t/22"],
		[member, `/t/${thread}`]]) {
		const page = await client.get(path);
		assert.equal(page.status, 200);
		assert.match(page.body, /<button name="language" value="fr"/);
	}
	await member.post("/language", { language: "nl", next: "/" });
});

// What another changed after the form was opened: change().
async function overtake(client, address, change, mine, key) {
	const says = (r, tag) => assert.ok(r.text.includes(words(tag)[key][0]),
		`${address}: ${r.text}`);
	const opened = await client.get(address);
	await change();
	let r = await client.post(address,
		{ ...formOf(opened, address), ...mine });
	assert.equal(r.status, 409);
	says(r, "nl");
	r = await turn(client, r, "en", address);
	says(r, "en");
	// Once more, before it is sent on top of that.
	await change();
	r = await turn(client, r, "nl", address);
	says(r, "nl");
	r = await client.post(address, { ...formOf(r, address), ...mine });
	assert.equal(r.status, 409, address);
	says(r, "nl");
	r = await client.post(address, { ...formOf(r, address), ...mine });
	assert.equal(r.status, 303, address);
	return client.follow(r);
}

test("what was changed meanwhile is said in another language too", async () => {
	let n = 0;
	const { post } = await openThread(member, "partnerkeuze",
		"Twee vensters", "Mijn eerste zin");
	const change = (client, address, field) => async () =>
		assert.equal((await client.post(address,
			{ ...formOf(await client.get(address), address),
				[field]: `Van een ander ${++n}` })).status, 303);
	const edit = `/p/${post}/edit`;
	const own = await overtake(member, edit, change(member, edit, "body"),
		{ body: "Van mij" }, "compose.changed");
	assert.match(own.text, /Van mij/);
	for (const address of ["/theme/werk/edit", "/org/lantaarn/edit"])
		await overtake(admin, address, change(admin, address, "name"),
			{ name: "Van mij" }, "form.changed");
});

test("so it is of a text in the queue", async () => {
	const { post } = await openThread(member, "partnerkeuze", "Wie eerst",
		"Mijn eerste zin");
	const address = `/queue/${post}`;
	const old = formOf(await moderator.get(address), address);
	await edit(member, post, { body: "Mijn tweede zin" });
	let r = await moderator.post(address,
		{ ...old, action: "edit", body: "Van de moderator" });
	assert.equal(r.status, 409);
	const { version } = formOf(r, address);
	r = await turn(moderator, r, "en", address);
	assert.ok(r.text.includes(words("en")["queue.is_changed"][0]), r.text);
	assert.equal(formOf(r, address).body, "Van de moderator");
	assert.equal(formOf(r, address).version, version);
	await turn(moderator, r, "nl", address);
});

test("a text of the queue that changes between two languages is not the one read",
	async () => {
		const { post } = await openThread(member, "partnerkeuze",
			"Tussen twee talen", "Mijn eerste zin");
		const address = `/queue/${post}`;
		const opened = await moderator.get(address);
		await edit(member, post, { body: "Mijn tweede zin" });
		const r = await turn(moderator, opened, "en", address);
		assert.match(r.text, /Mijn tweede zin/);
		assert.ok(r.text.includes(words("en")["queue.is_changed"][0]), r.text);
		assert.equal(formOf(r, address).changed, "1");
		await moderator.post("/language", { language: "nl", next: "/" });
	});

test("a preview does not hide what was changed meanwhile", async () => {
	const { post } = await openThread(member, "partnerkeuze", "Voorbeeld",
		"Mijn eerste zin");
	const address = `/p/${post}/edit`;
	const old = (await member.get(address)).form(address);
	await edit(member, post, { body: "Uit het andere venster" });
	let r = await member.post(address, { ...old, body: "Van *mij*" });
	assert.equal(r.status, 409);
	r = await member.post(address, { ...r.form(address), preview: "1" });
	assert.equal(r.status, 200);
	assert.match(r.body, /Van <em>mij<\/em>/);
	assert.match(r.text, /Uit het andere venster/);
});

test("words kept beside a text of the queue stay in their window", async () => {
	const { post } = await openThread(member, "partnerkeuze", "Bewaard",
		"Mijn eerste zin");
	const address = `/queue/${post}`;
	const old = formOf(await moderator.get(address), address);
	await edit(member, post, { body: "Mijn tweede zin" });
	const r = await moderator.post(address,
		{ ...old, action: "approve", body: "Van de moderator" });
	assert.equal(r.status, 409);
	assert.match(r.text, /Van de moderator/);
	assert.doesNotMatch(JSON.stringify(formOf(r, address)), /moderator/);
	assert.match(r.body, /<form [^>]*action="\/language"[^>]*target="_blank"/);
	assert.doesNotMatch(r.body, /formaction="\/language/);
});

test("a tick is for the text that was read", async () => {
	const { post } = await openThread(member, "partnerkeuze", "Aangevinkt",
		"Mijn eerste zin");
	let r = await moderator.get("/queue");
	const [, tick] = new RegExp(`"(${post}\\.\\d+)"`).exec(r.body);
	await edit(member, post, { body: "Mijn tweede zin" });
	r = await turn(moderator, r, "en", "/queue", { post: tick });
	assert.match(r.body, new RegExp(`name="post" value="${post}\\.\\d+">`));
	await turn(moderator, r, "nl", "/queue");
});

test("what was ticked in the queue stays so", async () => {
	const { post } = await openThread(member, "partnerkeuze", "Nog een",
		"Mijn tweede zin");
	let r = await moderator.get("/queue");
	const box = new RegExp(`name="post" value="(${post}\\.\\d+)"`).exec(r.body);
	r = await turn(moderator, r, "en", "/queue", { post: box[1] });
	assert.match(r.body, new RegExp(`value="${box[1]}" checked`));
	await turn(moderator, r, "nl", "/queue");
});

test("only a page with a form is shown so, to whom may see it", async () => {
	const visitor = site.client();
	for (const [path, status] of [["/t/1", 404], ["/t/22/events", 404],
		["/nergens", 404], ["//elders.example/", 404], ["", 404],
		["/language", 404], ["/settings", 403], ["/org/new", 403]]) {
		const r = await visitor.post("/language?to=fr&next=" +
			encodeURIComponent(path), { body: "Niet vergeten" });
		assert.equal(r.status, status, path);
		assert.match(r.text, /Niet vergeten/);
		if (path === "/settings")
			assert.match(r.body,
				/class="button" href="\/sign-in\?next=%2Fsettings"/);
	}
	const r = await member.post("/language?to=nl&next=/settings", {});
	assert.equal(r.status, 403);
});

test("an error page leaves what was typed in its window", async () => {
	const r = await member.post("/t/999999/answer", { body: "Niet vergeten" });
	assert.equal(r.status, 404);
	assert.match(r.text, /Niet vergeten/);
	assert.match(r.body, /<form [^>]*action="\/language"[^>]*target="_blank"/);
	const other = await member.get("/t/999999");
	assert.doesNotMatch(other.body, /_blank/);
	assert.match(other.body, /name="next" value="\/t\/999999"/);
});

test("each catalogue is punctuated as its language is", () => {
	const wrong = { nl: /\w'\w/, en: /\w'\w/,
		fr: /\w'\w|[^\u202f][?!;]|[^\u00a0]:|[«»]/,
		ar: /[,;?]|[\u0660-\u0669]/ };
	for (const tag of tags)
		for (const [key, forms] of Object.entries(words(tag)))
			for (const form of forms)
				assert.doesNotMatch(form.replace("https:", ""), wrong[tag],
					`${tag}.po: ${key}`);
});
