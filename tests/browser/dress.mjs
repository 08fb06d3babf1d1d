// The ways in which people see a page: how wide their screen is, how they have
// set up their browser and their system.
//
//	const dresser = await dressing(page);
//	await dresser.wear(dresses["phone-forced"]);
//	const mistakes = await lookOver(page);
import { sizes } from "./browser.mjs";

// Margins that WCAG 2.2 lets a reader set (1.4.12).
const spacing = `* { line-height: 1.5 !important; letter-spacing: .12em !important;
	word-spacing: .16em !important } p { margin-bottom: 2em !important }`;

// axe: the rules of axe whose answer a dress changes.  It does not see the colours
// that a system forces on a page.
const coloured = ["color-contrast", "link-in-text-block"];
const sized = ["target-size", "scrollable-region-focusable"];

export const dresses = {
	"desktop": {},
	"desktop-dark": { scheme: "dark", axe: coloured },
	"tablet": { size: "tablet", axe: sized },
	"phone": { size: "phone", axe: sized },
	"phone-dark": { size: "phone", scheme: "dark", axe: coloured },
	"phone-forced": { size: "phone", forced: "active" },
	"desktop-forced-dark": { forced: "active", scheme: "dark" },
	"phone-contrast": { size: "phone", contrast: "more", axe: coloured },
	"desktop-contrast-dark": { contrast: "more", scheme: "dark",
		axe: coloured },
	"tablet-large": { size: "tablet", text: 32 },
	"phone-large": { size: "phone", text: 32 },
	"tablet-spaced": { size: "tablet", isSpaced: true },
	"phone-spaced": { size: "phone", isSpaced: true },
};

// Chromium is told by its own protocol: Playwright does not know contrast.
export async function dressing(page) {
	const cdp = await page.context().newCDPSession(page);
	return { async wear({ size = "desktop", scheme = "light", forced = "none",
		contrast = "no-preference", motion = "reduce", text = 16,
		isSpaced = false }) {
		await page.setViewportSize(sizes[size]);
		await cdp.send("Emulation.setEmulatedMedia", { features: [
			{ name: "prefers-color-scheme", value: scheme },
			{ name: "forced-colors", value: forced },
			{ name: "prefers-contrast", value: contrast },
			{ name: "prefers-reduced-motion", value: motion }] });
		await cdp.send("Page.setFontSizes",
			{ fontSizes: { standard: text, fixed: text * 13 / 16 } });
		await page.evaluate((css) => {
			document.querySelector("#spacing")?.remove();
			const style = document.createElement("style");
			style.id = "spacing";
			style.textContent = css;
			document.head.append(style);
		}, isSpaced ? spacing : "");
	} };
}

// What axe cannot know of a page of ours: one line for each mistake.
export function lookOver(page) {
	return page.evaluate(() => {
		const found = [];
		const all = (selector) => [...document.querySelectorAll(selector)];
		const say = (what, e) =>
			found.push(`${what}: ${e.outerHTML.slice(0, 160)}`);
		const describes = (e) => all("[aria-describedby]").some((by) =>
			by.getAttribute("aria-describedby").split(" ").includes(e.id));

		// 3.3.1: a mistake is in words, tied to its field and announced.
		for (const e of all("[aria-invalid='true']")) {
			const ids = (e.getAttribute("aria-describedby") ?? "").split(" ");
			if (!ids.some((id) => document.getElementById(id)
				?.matches(".error:not(:empty)")))
				say("no words at a field that is wrong", e);
			if (!document.querySelector(`[role="alert"] a[href="#${e.id}"]`))
				say("not in the list of mistakes", e);
		}
		for (const e of all(".error"))
			if (!describes(e))
				say("an error of no field", e);
		for (const e of all(".hint[id]"))
			if (!describes(e))
				say("a hint of no field", e);
		const alert = document.querySelector("[role='alert'][autofocus]");
		if (alert && document.activeElement !== alert)
			say("the focus is not on what went wrong", alert);
		// 4.1.3: what happened is said to those who do not see it.
		for (const e of all(".notice.ok, .notice.bad"))
			if (!["status", "alert"].includes(e.getAttribute("role")))
				say("a message without a role", e);
		// 1.3.5 and 3.3.8: browsers and password managers may fill in.
		for (const e of all("input[type='email'], input[type='password']"))
			if (e.closest("form[action^='/sign'], form[action^='/account']," +
				"form[action='/setup']") && !e.autocomplete)
				say("no autocomplete", e);
		// 2.4.1: the first stop of the keyboard leads past the menu.
		const first = document.querySelector("a[href], button, input");
		if (first.getAttribute("href") !== "#main" ||
			!document.querySelector("main#main"))
			say("no skip link", first);
		// 2.4.9: what sounds the same leads to the same page; what people
		// wrote, and called their threads, sounds as they want.  Who and when
		// stand at every post, and tell enough (2.4.4): numbers read aloud
		// there would keep people from what was said.
		const heard = new Map();
		for (const e of all("a[href]")) {
			if (e.closest(".prose") || e.matches(`.rows h3 > [href^='/t/'],
				.by .meta a, .tools [href$='/answer']`))
				continue;
			const copy = e.cloneNode(true);
			copy.querySelectorAll("[aria-hidden=true]")
				.forEach((part) => part.remove());
			const name = e.ariaLabel ??
				copy.textContent.trim().replace(/\s+/g, " ");
			if ((heard.get(name) ?? e.href) !== e.href)
				say("sounds as a link to elsewhere", e);
			heard.set(name, e.href);
		}
		// 1.4.12: no words are cut off.
		for (const e of all("main *, header *, footer *")) {
			const { overflowX, overflowY } = getComputedStyle(e);
			// A pixel is for screen readers, or for the key Enter alone.
			if (e.clientWidth <= 1 || e.matches("textarea, select, input") ||
				e.matches("button.hidden"))
				continue;
			if ((overflowY === "hidden" && e.scrollHeight > e.clientHeight + 1) ||
				(overflowX === "hidden" && e.scrollWidth > e.clientWidth + 1))
				say("words are cut off", e);
		}
		return found;
	});
}

// 2.4.7 and 2.4.11: whatever can have the focus shows that it has it, and nothing
// lies over it: one line for each mistake.
export function lookAtFocus(page) {
	return page.evaluate(() => {
		const found = [], was = document.activeElement;
		const all = [...document.querySelectorAll("a[href], input, " +
			"button:not([tabindex='-1']), textarea, select, summary, [tabindex='0']")];
		for (const e of all.filter((e) => e.checkVisibility())) {
			e.focus({ focusVisible: true });
			if (document.activeElement !== e)
				continue;
			const { outlineStyle, outlineWidth } = getComputedStyle(e);
			const box = [...e.getClientRects()].find((r) => r.width > 0);
			const isSeen = [4, box.height / 2, box.height - 4].some((y) => {
				const top = document.elementFromPoint(
					box.x + box.width / 2, box.y + y);
				return top && (e.contains(top) ||
					top.closest("label")?.control === e);
			});
			if (outlineStyle === "none" || parseFloat(outlineWidth) < 2)
				found.push(`focus does not show: ${
					e.outerHTML.slice(0, 160)}`);
			if (!isSeen)
				found.push(`focus is out of sight: ${
					e.outerHTML.slice(0, 160)}`);
		}
		was.focus();
		return found;
	});
}
