// The stock form: every line with its balance while typing, the same rules as on the server.
import { today } from "./clock.js";
import { fold, listing, net } from "./figures.js";
import { dong, field, plain, quantity, written } from "./numbers.js";
import { stockProblems } from "./rules.js";
import { draft, dropDraft, keepDraft, openReport, queue, discard } from "./reports.js";
import { clearProblems, fillDays, placeProblems } from "./form.js";
import { prepareKeypad } from "./keypad.js";
import { amount, clone, dayText, find, folded, language, number, rules, say, showView, t, toast } from "./page.js";

const view = () => find('[data-view="stock"]');
const form = () => find("form", view());
const columns = () => rules().stock.columns.filter((column) => !column.signed);
const input = (product, name) => document.getElementById(`${name}-${product}`);
let parkKeys = () => {};
let open = null; // {state, bundle, point, from, day, replaced, base, rev, unread, lines, corrects, done}

/** Open the form of a day. `done(queued)` is called when it is saved or there was nothing to save. */
export async function openStock(state, day, done) {
  const { bundle } = state.current;
  const replaced = openReport(state.reports, bundle.point.id, "stock", day);
  open = { state, bundle, point: bundle.point.id, from: day, replaced, done };
  openDay(day);
  find("[data-point-name]", view()).textContent = bundle.point.name;
  fillDays(find("select[name=day]", view()), bundle, day, today());
  drawLines();
  fillTyped(await draft("stock", open.point, day));
  form().elements.reason.value = replaced ? replaced.body.reason : "";
  find("[data-nothing]", view()).hidden = Object.keys(open.base).length > 0;
  clearProblems(view());
  if (replaced) showRefusal(replaced);
  update();
  showView("stock");
}

/** What the writer has seen of a day: a report being edited keeps what it started from. */
function openDay(day) {
  const { state, replaced, bundle } = open;
  const edited = replaced && replaced.day === day;
  open.day = day;
  open.base = edited ? replaced.was : state.figures.stock(day, replaced && replaced.id);
  open.rev = edited ? replaced.body.base_rev : bundle.point.rev;
  open.unread = replaced ? null : state.figures.unread("stock", day);
}

function drawLines() {
  const known = listing(open.bundle, open.day);
  open.lines = open.bundle.lines.filter((line) => known[line.product].listed);
  parkKeys();
  const rows = document.createDocumentFragment();
  for (const line of open.lines) rows.appendChild(lineRow(line, known[line.product].receivable));
  find("[data-lines]", view()).replaceChildren(rows);
  find("[data-no-lines]", view()).hidden = open.lines.length > 0;
  form().hidden = !open.lines.length;
}

function lineRow(line, receivable) {
  const row = clone("t-line");
  row.dataset.product = line.product;
  row.dataset.search = folded(`${line.name} ${line.producer} ${line.barcode}`);
  find("[data-name]", row).textContent = line.name;
  find("[data-unit]", row).textContent = line.unit ? `(${line.unit})` : "";
  find("[data-lapsed]", row).hidden = receivable;
  const fields = find("[data-fields]", row);
  for (const column of columns()) {
    const cell = clone("t-cell");
    const box = find("input", cell);
    box.id = `${column.name}-${line.product}`;
    box.dataset.column = column.name;
    find("label", cell).htmlFor = box.id;
    find("label", cell).textContent = column.label;
    fields.appendChild(cell);
  }
  const earned = clone("t-amount");
  find("input", earned).id = `amount-${line.product}`;
  find("label", earned).htmlFor = `amount-${line.product}`;
  fields.appendChild(earned);
  return row;
}

/** What the sold pieces bring at the list's price, in đồng; null without a price. */
const worth = (line, sold) => (line.price === null ? null : Math.round((sold * line.price) / 1000));

/** What was typed before, else the report being edited, else what is already reported. */
function fillTyped(kept) {
  const stated = fold({ ...open.base }, open.replaced ? open.replaced.body : {}, columns());
  for (const line of open.lines) {
    for (const { name } of columns()) {
      const value = (stated[line.product] || {})[name];
      const box = input(line.product, name);
      box.value = value === undefined ? "" : field(value, language);
      if (kept && kept[box.id] !== undefined) box.value = kept[box.id];
    }
    fillAmount(line, kept);
  }
}

/** The amount that was typed, here or in the report being edited; at the list's price it is none. */
function fillAmount({ product }, kept) {
  const box = input(product, "amount");
  const before = open.replaced && open.replaced.body.lines.find((line) => line.product === product);
  box.value = before && Number.isInteger(before.amount) ? number(before.amount) : "";
  if (kept && kept[box.id] !== undefined) box.value = kept[box.id];
}

function showRefusal({ problems, body }) {
  if (!problems) return;
  const found = Object.entries(problems).map(([place, sentences]) => ({ place, text: sentences.join(" ") }));
  placeProblems(view(), found, body.lines, nameOf);
}

const nameOf = (product) => (open.bundle.lines.find((line) => line.product === product) || {}).name || "";

/** Balances while typing, and whether a reason must be given. */
function update() {
  let corrects = false;
  for (const line of open.lines) {
    const row = find(`[data-product="${line.product}"]`, view());
    const stated = {};
    let moved = false;
    for (const { name } of columns()) {
      const text = written(input(line.product, name).value, language);
      const { value } = text ? quantity(text, rules().stock, false) : { value: 0 };
      moved = moved || Boolean(text);
      stated[name] = value || 0;
      const before = (open.base[line.product] || {})[name];
      corrects = corrects || (before !== undefined && before !== (value || 0));
    }
    const sold = (open.base[line.product] || {}).sold;
    corrects = corrects || (sold !== undefined && input(line.product, "amount").value.trim() !== "");
    showAmount(row, line, stated.sold);
    const opening = open.state.figures.opening(open.day, line.product);
    find("[data-opening]", row).textContent = opening === null ? "–" : amount(opening);
    const closing = opening === null ? null : opening + net(stated, columns());
    find("[data-closing-part]", row).hidden = !moved || closing === null;
    if (closing !== null) find("[data-closing]", row).textContent = amount(closing);
    find("[data-below]", row).hidden = !(moved && closing !== null && closing < 0);
  }
  open.corrects = corrects && !open.unread; // one's own report that was just sent needs no reason
  find("[data-reason]", view()).hidden = !open.corrects;
}

/** The amount of what was sold: shown beside the figures, typed only where another was taken. */
function showAmount(row, line, sold) {
  const box = input(line.product, "amount");
  box.closest(".stockcell").hidden = !sold && !box.value;
  const expected = sold ? worth(line, sold) : null;
  box.placeholder = expected === null ? "" : number(expected);
}

/** The lines to send: what differs from the figures before, and all that the replaced one said. */
function collect() {
  const before = {};
  for (const line of open.replaced ? open.replaced.body.lines : []) before[line.product] = line;
  const lines = [];
  let correction = false;
  for (const { product } of open.lines) {
    const line = { product };
    for (const { name } of columns()) {
      const text = written(input(product, name).value, language);
      const known = (open.base[product] || {})[name];
      const repeated = open.replaced && open.replaced.frozen && before[product] && before[product][name] !== undefined;
      if (!text && known === undefined && !repeated) continue;
      const { value } = quantity(text || "0", rules().stock, false);
      if (value !== undefined && value === known && !repeated) continue;
      line[name] = value === undefined ? text : plain(value);
      correction = correction || (known !== undefined && value !== known);
    }
    correction = withAmount(line) || correction;
    if (Object.keys(line).length > 1) lines.push(line);
  }
  return { lines, correction };
}

/** Put a typed amount into a line, with the sold figure it is for; whether that corrects one. */
function withAmount(line) {
  const text = input(line.product, "amount").value.trim();
  if (!text) return false;
  const known = (open.base[line.product] || {}).sold;
  if (line.sold === undefined && known !== undefined) line.sold = plain(known);
  line.amount = dong(text);
  return known !== undefined;
}

async function save(nothing) {
  const { state, point, replaced, bundle, day, base, unread } = open;
  const { lines, correction } = collect();
  if (!lines.length && !nothing && (Object.keys(base).length || replaced)) {
    if (replaced && !replaced.frozen) await discard(replaced.id);
    await dropDraft("stock", point, open.from);
    toast(t("nothing_changed"));
    return open.done(false);
  }
  const reason = open.corrects ? form().elements.reason.value.trim() : "";
  const body = { lines, nothing_sold: nothing, correction, base_rev: open.rev, reason };
  const found = stockProblems({ ...body, day }, rules(), { today: today(), known: listing(bundle, day), changed: open.corrects });
  clearProblems(view());
  if (found.length) {
    placeProblems(view(), found.map(({ place, code }) => ({ place, text: rules().texts[code] || t(code) })), lines, nameOf);
    return undefined;
  }
  const supersedes = correction && unread ? unread.id : null;
  await queue({ person: state.person.id, point, kind: "stock", day, body, was: base, replaced, supersedes });
  await dropDraft("stock", point, open.from);
  return open.done(true);
}

/** Keep what is typed: at every key, so that a page that goes right after loses nothing. */
function keep() {
  const values = {};
  for (const box of form().querySelectorAll("[data-column], [data-amount]")) values[box.id] = box.value;
  return keepDraft("stock", open.point, open.from, values);
}

/** Show only the lines whose name, producer or barcode holds the text. */
function filter(text) {
  const wanted = folded(text.trim());
  for (const row of form().querySelectorAll("[data-product]")) row.hidden = !row.dataset.search.includes(wanted);
}

/** Go to the line of a scanned code; say so when there is none. */
export function findCode(code) {
  const listed = /\/products\/(\d+)/.exec(code);
  const line = open.lines.find((known) => (listed ? known.product === Number(listed[1]) : known.barcode && known.barcode === code.trim()));
  const finder = form().elements.find;
  finder.value = line ? line.name : code.slice(0, 60);
  filter(finder.value);
  say(find("[data-not-found]", view()), line ? "" : t("code_unknown", { code: code.slice(0, 60) }));
  if (line) input(line.product, "sold").focus();
}

export function prepareStock() {
  parkKeys = prepareKeypad(form());
  form().addEventListener("input", (event) => {
    if (event.target.name === "find") return filter(event.target.value);
    update();
    return keep();
  });
  form().elements.day.addEventListener("change", (event) => {
    // A report that is being edited moves to the day; otherwise that day's own form is opened.
    if (!open.replaced) return open.done(null, event.target.value);
    openDay(event.target.value);
    return update();
  });
  form().addEventListener("submit", (event) => { event.preventDefault(); save(false); });
  find("[data-nothing]", view()).addEventListener("click", () => save(true));
  find("[data-cancel]", view()).addEventListener("click", () => dropDraft("stock", open.point, open.from));
}

export const stockDay = () => (open ? { point: open.point, day: open.day, text: dayText(open.day) } : null);
