// The queue: where each report is, why, and what can be done about it.
import { change } from "./store.js";
import { askToReopen, discard, retry } from "./reports.js";
import { changed, status, sync } from "./sync.js";
import { thousandths } from "./numbers.js";
import { amount, chip, clone, dayText, find, say, t } from "./page.js";

const LOOK = {
  queued: ["amber", true],
  sent: ["jade", false],
  held: ["amber", true],
  refused: ["red", true],
  locked: ["grey", true],
  forbidden: ["red", true],
};
const EDITABLE = ["queued", "refused", "held"];

/** Why a report is where it is, in one sentence. */
function reason(report) {
  const { state, reason: noted } = report;
  if (state === "queued") {
    if (noted && noted.code === "server") return t("why_server");
    return t({ offline: "why_offline", signin: "why_signin", wait: "why_wait", stranger: "why_stranger" }[status.connection] || "why_queued");
  }
  if (state === "held") return t("why_held");
  if (state === "locked") return t({ ASKED: "why_asked", REFUSED: "why_not_reopened" }[(report.amendment || {}).state] || (report.amendment ? "why_to_ask" : "why_locked"));
  if (state === "forbidden") return t(noted.code === "not_manager_that_day" ? "why_not_manager" : "why_forbidden");
  if (state === "refused") return refusal(noted);
  if (noted && noted.code === "decided") return t("why_decided");
  return report.answer && report.answer.late ? t("why_late") : "";
}

const refusal = (noted) =>
  ({ future_day: t("why_future_day"), not_found: t("why_not_found") })[noted.code] || noted.text || t("why_refused");

/** Sentences of the server about single figures: each with the product it is about. */
function problems(report, names) {
  return Object.entries(report.problems || {}).map(([place, sentences]) => {
    const at = /^lines\.(\d+)/.exec(place);
    const line = at && report.body.lines && report.body.lines[Number(at[1])];
    const name = line ? names[line.product] || "" : "";
    return name && !sentences.join(" ").startsWith(name) ? `${name}: ${sentences.join(" ")}` : sentences.join(" ");
  });
}

const warnings = (report) => ((report.answer && report.answer.warnings) || []).map((warning) => warning.message);

function differences(report, columns) {
  return ((report.answer && report.answer.differences) || []).map((row) => {
    const column = columns.find((known) => known.name === row.column);
    const what = row.name ? `${row.name}, ${column ? column.label : row.column}` : t("visits");
    const [reported, sent] = [row.reported, row.sent].map((text) => amount(thousandths(text)));
    return t("difference", { what, reported, sent });
  });
}

/** One row of the queue. `names`: product → name; `edit(report)` opens its form. */
export function queueRow(report, { names, columns, edit }) {
  const row = clone("t-report");
  row.dataset.report = report.id;
  find("[data-what]", row).textContent = `${t(report.kind)}, ${dayText(report.day)}`;
  const [tone, open] = LOOK[report.state];
  chip(find("[data-state]", row), tone, t(`state_${report.state}`), open);
  say(find("[data-why]", row), [reason(report), report.renumbered ? t("why_renumbered") : ""].filter(Boolean).join(" "));
  const list = find("[data-details]", row);
  for (const text of [...problems(report, names), ...differences(report, columns), ...warnings(report)]) {
    list.appendChild(document.createElement("li")).textContent = text;
  }
  list.hidden = !list.children.length;
  actions(row, report, edit);
  return row;
}

function actions(row, report, edit) {
  const button = (name, shown, work) => {
    const found = find(`[data-${name}]`, row);
    found.hidden = !shown;
    found.addEventListener("click", work);
  };
  button("edit", EDITABLE.includes(report.state), () => edit(report));
  button("reopen", report.state === "locked" && !report.amendment, () => reopen(report));
  button("retry", ["locked", "forbidden"].includes(report.state), async () => {
    await retry(report.id);
    await sync({ now: true });
  });
  button("remove", report.state !== "sent", () => removeReport(report));
  const day = find("[data-day-page]", row);
  day.hidden = !["held", "locked"].includes(report.state);
  day.href = `/points/${report.point}/days/${report.day}/`;
}

/** Ask the office to reopen the day: a reason is needed. */
async function reopen(report) {
  const reason = (window.prompt(t("ask_reopen")) || "").trim();
  if (!reason) return;
  await askToReopen(report.id, reason.slice(0, 300));
  await changed();
  await sync({ now: true });
}

async function removeReport(report) {
  if (!window.confirm(t(report.frozen && report.state === "queued" ? "ask_remove_sent" : "ask_remove"))) return;
  await discard(report.id);
  await changed();
}

/** A row for a photo that the server did not take. */
export function photoRow(photo) {
  const row = clone("t-report");
  find("[data-what]", row).textContent = `${t("photo")}, ${dayText(photo.day)}`;
  chip(find("[data-state]", row), "red", t("state_refused"), true);
  say(find("[data-why]", row), photo.refused);
  find("[data-remove]", row).addEventListener("click", async () => {
    await change(["photos"], (of) => of("photos").delete(photo.sha256));
    await changed();
  });
  for (const name of ["edit", "retry", "reopen"]) find(`[data-${name}]`, row).hidden = true;
  find("[data-day-page]", row).hidden = true;
  find("[data-details]", row).hidden = true;
  return row;
}
