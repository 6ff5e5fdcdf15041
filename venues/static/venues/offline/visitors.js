// Visitors by origin and kind: a large button for counting at the door, kept at every press.
import { today } from "./clock.js";
import { whole } from "./numbers.js";
import { visitorProblems } from "./rules.js";
import { draft, dropDraft, keepDraft, openReport, queue } from "./reports.js";
import { clearProblems, fillDays, placeProblems } from "./form.js";
import { find, number, rules, showView, t, toast } from "./page.js";

const view = () => find('[data-view="visitors"]');
const form = () => find("form", view());
const UNKNOWN = "UNKNOWN";
let open = null; // {state, point, from, day, replaced, before, rev, groups: Map name → number or null, done}

const nameOf = (origin, type) => `${origin}/${type}`;
const chosen = () => nameOf(form().elements.origin.value, form().elements.type.value);
const label = (choices, value) => (choices.find((choice) => choice.value === value) || {}).label || value;

/** In words, without what was not noted. */
function groupName(origin, type) {
  const { origins, types } = rules().visitors;
  const noted = [[origins, origin], [types, type]].filter(([, value]) => value !== UNKNOWN);
  return (noted.length ? noted : [[origins, origin]]).map(([choices, value]) => label(choices, value)).join(", ");
}

/** Open the form of a day; see `openStock`. */
export async function openVisitors(state, day, done) {
  const { bundle } = state.current;
  const replaced = openReport(state.reports, bundle.point.id, "visitors", day);
  open = { state, bundle, point: bundle.point.id, from: day, replaced, done };
  openDay(day);
  find("[data-point-name]", view()).textContent = bundle.point.name;
  fillDays(form().elements.day, bundle, day, today());
  fillChoices("origin", rules().visitors.origins);
  fillChoices("type", rules().visitors.types);
  const kept = await draft("visitors", open.point, day);
  const groups = (replaced && replaced.body.groups) || open.before || [];
  open.groups = new Map(kept ? kept.groups : groups.map((group) => [nameOf(group.origin, group.type), group.n]));
  form().elements.estimated.checked = kept ? kept.estimated : groups.some((group) => group.method === "ESTIMATED");
  clearProblems(view());
  if (replaced && replaced.problems) {
    placeProblems(view(), Object.values(replaced.problems).map((texts) => ({ place: "", text: texts.join(" ") })), []);
  }
  draw();
  showView("visitors");
}

/** What the writer has seen of a day: a report being edited keeps what it started from. */
function openDay(day) {
  const { state, replaced, bundle } = open;
  const edited = replaced && replaced.day === day;
  open.day = day;
  open.before = edited ? replaced.was : state.figures.visitors(day, replaced && replaced.id);
  open.rev = edited ? replaced.body.base_rev : bundle.point.rev;
  open.unread = replaced ? null : state.figures.unread("visitors", day);
}

function fillChoices(name, choices) {
  const select = form().elements[name];
  select.replaceChildren(...choices.map(({ value, label: text }) => new Option(text, value)));
}

function draw() {
  const n = open.groups.get(chosen());
  form().elements.n.value = n === undefined || n === null ? "" : String(n);
  const total = [...open.groups.values()].reduce((sum, value) => sum + (value || 0), 0);
  find("[data-total]", view()).textContent = number(total);
  const rows = [...open.groups].filter(([, value]) => value).map(([name, value]) => {
    const item = document.createElement("li");
    item.textContent = t("group", { group: groupName(...name.split("/")), n: number(value) });
    return item;
  });
  find("[data-groups]", view()).replaceChildren(...rows);
}

const keep = () =>
  keepDraft("visitors", open.point, open.from, { groups: [...open.groups], estimated: form().elements.estimated.checked });

function step(by) {
  open.groups.set(chosen(), Math.max(0, (open.groups.get(chosen()) || 0) + by));
  draw();
  keep();
}

function collect() {
  const method = form().elements.estimated.checked ? "ESTIMATED" : "COUNTED";
  return [...open.groups]
    .filter(([, n]) => n !== 0)
    .map(([name, n]) => ({ n, origin: name.split("/")[0], type: name.split("/")[1], method }));
}

const written = (groups) => JSON.stringify(groups.map(({ n, origin, type, method }) => [n, origin, type, method]).sort());

async function save() {
  const { state, point, replaced, before, day, unread } = open;
  const groups = collect();
  const differs = before !== null && written(before) !== written(groups);
  if (before !== null && !differs && !replaced) {
    await dropDraft("visitors", point, open.from);
    toast(t("nothing_changed"));
    return open.done(false);
  }
  const found = visitorProblems({ groups, day, reason: "" }, rules(), { today: today() });
  clearProblems(view());
  if (found.length) {
    const texts = found.map(({ place, code }) => ({ place: place.endsWith(".n") ? "n" : place, text: rules().texts[code] || t(code) }));
    placeProblems(view(), texts, []);
    return undefined;
  }
  const body = { groups, correction: differs, base_rev: open.rev, reason: "" };
  const supersedes = differs && unread ? unread.id : null;
  await queue({ person: state.person.id, point, kind: "visitors", day, body, was: before, replaced, supersedes });
  await dropDraft("visitors", point, open.from);
  return open.done(true);
}

export function prepareVisitors() {
  const { elements } = form();
  find("[data-plus]", view()).addEventListener("click", () => step(1));
  find("[data-minus]", view()).addEventListener("click", () => step(-1));
  elements.origin.addEventListener("change", draw);
  elements.type.addEventListener("change", draw);
  elements.estimated.addEventListener("change", keep);
  elements.n.addEventListener("input", () => {
    open.groups.set(chosen(), elements.n.value.trim() ? whole(elements.n.value) : 0);
    keep();
  });
  elements.n.addEventListener("change", () => { if (open.groups.get(chosen()) !== null) draw(); });
  elements.day.addEventListener("change", () => {
    if (!open.replaced) return open.done(null, elements.day.value);
    return openDay(elements.day.value);
  });
  form().addEventListener("submit", (event) => { event.preventDefault(); save(); });
  find("[data-cancel]", view()).addEventListener("click", () => dropDraft("visitors", open.point, open.from));
}
