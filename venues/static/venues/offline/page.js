// Sentences, formats and small work on the page. Every word comes from the shell's own language.
import { shown } from "./numbers.js";

export const language = document.documentElement.lang;
const locale = language === "en" ? "en-GB" : language;
const words = {};

/** Read the sentences and the rules that came with the shell. */
export async function load() {
  Object.assign(words, await (await fetch(document.body.dataset.texts)).json());
}

export const rules = () => words.rules;

/** A sentence of the shell with its values put in. */
export const t = (name, values = {}) =>
  (words.texts[name] || "").replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));

export const find = (selector, root = document) => root.querySelector(selector);
export const each = (selector, work, root = document) => root.querySelectorAll(selector).forEach(work);
export const clone = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

/** Show or hide, and set the text of what is shown. */
export function say(element, text) {
  element.hidden = !text;
  element.textContent = text || "";
}

const DATE = { vi: { day: "2-digit", month: "2-digit", year: "numeric" } };
const WRITTEN = DATE[language] || { day: "numeric", month: "long", year: "numeric" };

/** thứ Ba, 24/11/2026; Tuesday, 24 November 2026; mardi, 24 novembre 2026. */
export function dayText(day) {
  const date = new Date(`${day}T00:00:00Z`);
  const format = (options) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }).format(date);
  return `${format({ weekday: "long" })}, ${format(WRITTEN)}`;
}

export const number = (n) => n.toLocaleString(locale);
export const amount = (thousandths) => shown(thousandths, language);

/** A chip: a dot and a word, the dot hollow while something is still to come. */
export function chip(element, tone, text, open) {
  element.className = `chip chip-${tone}`;
  const dot = document.createElement("span");
  dot.className = open ? "dot dot-hollow" : "dot";
  element.replaceChildren(dot, document.createTextNode(text));
}

/** For search: without case and accents, so that `tra` finds `Trà`. */
export const folded = (text) =>
  text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "");

/** Show one view, name the page after it, and put the focus on its heading. */
export function showView(name) {
  each("[data-view]", (view) => { view.hidden = view.dataset.view !== name; });
  const heading = find(`[data-view="${name}"] h1`);
  document.title = `${heading.textContent} – Hội Chợ`;
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** A short message that does not disturb what is being typed. */
export function toast(text) {
  const box = document.createElement("div");
  box.className = "toast-box";
  box.textContent = text;
  find("#toast").replaceChildren(box);
  setTimeout(() => box.remove(), 6000);
}
