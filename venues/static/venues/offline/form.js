// What both forms share: the days to choose from, and sentences put at their fields.
import { dayText, each, find, say, t } from "./page.js";

/** Days of the calendar up to today for which a report may still come, newest first. */
export function fillDays(select, bundle, day, today) {
  const days = bundle.calendar.filter((row) => row.day <= today && !row.locked).map((row) => row.day);
  if (!days.includes(today)) days.push(today);
  if (!days.includes(day)) days.push(day);
  days.sort().reverse();
  select.replaceChildren(...days.map((known) => new Option(dayText(known), known, false, known === day)));
}

export function clearProblems(view) {
  each("[data-error]", (box) => say(box, ""), view);
  each("[aria-invalid]", (box) => box.removeAttribute("aria-invalid"), view);
  each(".has-error, .wrong", (box) => box.classList.remove("has-error", "wrong"), view);
}

/**
 * Put each sentence at its field, what belongs nowhere on top, and the focus on the summary.
 * `problems`: [{place: "lines.0.sold", text}]; `lines` tells which product an index is.
 */
export function placeProblems(view, problems, lines, nameOf) {
  const top = [];
  const named = new Set();
  for (const { place, text } of problems) {
    const at = /^lines\.(\d+)\.?(\w+)?$/.exec(place);
    const line = at && lines[Number(at[1])];
    const row = line && find(`[data-product="${line.product}"]`, view);
    if (row) {
      named.add(nameOf(line.product));
      mark(row, document.getElementById(`${at[2]}-${line.product}`), text);
    } else if (view.querySelector(`[name="${place}"]`)) {
      mark(view.querySelector(`[name="${place}"]`).closest(".field"), view.querySelector(`[name="${place}"]`), text);
      top.push(text);
    } else top.push(text);
  }
  if (named.size) top.unshift(t("look_again", { names: [...named].join(", ") }));
  const summary = find("[data-summary]", view);
  say(summary, top.join(" "));
  summary.focus();
}

function mark(row, field, text) {
  row.hidden = false;
  row.classList.add("wrong");
  const cell = field ? field.closest(".stockcell") || row : row;
  const box = find("[data-error]", cell) || find("[data-error]", row);
  say(box, [box.textContent, text].filter(Boolean).join(" "));
  if (!field) return;
  cell.classList.add("has-error");
  field.setAttribute("aria-invalid", "true");
  if (!box.id) box.id = `e-${field.id || field.name}`;
  field.setAttribute("aria-describedby", box.id);
}
