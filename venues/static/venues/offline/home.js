// The first view: what is due, one tap for "nothing", the queue, and how sending stands.
import { get } from "./store.js";
import { today, shifted } from "./clock.js";
import { openReport, queue } from "./reports.js";
import { changed, status, sync } from "./sync.js";
import { photoRow, queueRow } from "./rows.js";
import { chip, dayText, each, find, number, rules, say, t } from "./page.js";

const EARLIER = 6;
const view = () => find('[data-view="home"]');
const part = (name) => find(`[data-${name}]`, view());

/** Draw the view from what this device keeps. `go(path)` opens another view. */
export function drawHome(state, go) {
  const { current, points } = state;
  part("welcome").hidden = Boolean(state.person) || status.connection === "stranger";
  part("stranger").hidden = status.connection !== "stranger";
  part("empty").hidden = !state.person || points.length > 0 || status.connection === "stranger";
  part("months").hidden = !points.length;
  part("work").hidden = !current || status.connection === "stranger";
  drawStatus(state);
  drawQueue(state, go);
  if (status.other) say(part("stranger-text"), t("stranger", { name: status.other.name, n: number(status.other.unsent) }));
  if (!current) return;
  drawPoints(state, go);
  drawDue(state, go);
  drawEarlier(state, go);
}

function drawStatus({ reports, photos, person }) {
  const waiting = reports.filter((report) => report.state === "queued").length + photos.filter((p) => !p.refused).length;
  const key = { offline: "status_offline", signin: "status_signin", wait: "status_wait" }[status.connection];
  const text = key ? t(key) : status.sending && waiting ? t("status_sending") : "";
  const kept = waiting ? t("status_kept", { n: number(waiting) }) : person && !key ? t("status_clear") : "";
  say(part("status"), [text, kept].filter(Boolean).join(" "));
  part("status").className = `alert alert-${key || waiting ? "warning" : "success"}`;
  part("sign-in").hidden = status.connection !== "signin";
}

function drawPoints({ points, current }, go) {
  const select = part("point");
  find("[data-points]", view()).hidden = points.length < 2;
  select.replaceChildren(
    ...points.map(({ bundle }) => new Option(bundle.point.name, bundle.point.id, false, bundle.point.id === current.bundle.point.id)),
  );
  select.onchange = () => go(`#/${select.value}`);
  part("point-name").textContent = current.bundle.point.name;
  part("today").textContent = dayText(today());
}

const CHIPS = { in: ["jade", false], kept: ["blue", true], open: ["amber", true] };

function drawDue(state, go) {
  const { current, figures } = state;
  const id = current.bundle.point.id;
  const day = today();
  for (const kind of ["stock", "visitors"]) {
    const box = find(`[data-due="${kind}"]`, view());
    const at = figures.state(kind, day);
    chip(find("[data-chip]", box), CHIPS[at][0], t(`due_${at}`), CHIPS[at][1]);
    const link = find("[data-open]", box);
    link.href = `#/${id}/${kind}/${day}`;
    link.textContent = t(at === "open" ? `report_${kind}` : "change_report");
    link.className = `btn ${at === "open" ? "btn-primary" : "btn-outline-primary"}`;
    const nothing = find("[data-nothing]", box);
    nothing.hidden = at !== "open" || Boolean(openReport(state.reports, id, kind, day));
    nothing.onclick = () => reportNothing(state, kind, day);
  }
}

/** One tap: nothing was sold, or nobody came. A report, not a gap. */
async function reportNothing({ person, current, figures: known }, kind, day) {
  const figures = kind === "stock" ? { lines: [], nothing_sold: true } : { groups: [] };
  const body = { ...figures, correction: false, base_rev: current.bundle.point.rev, reason: "" };
  const was = known[kind](day);
  await queue({ person: person.id, point: current.bundle.point.id, kind, day, body, was });
  await changed();
  await sync({ now: true });
}

function drawEarlier({ current, figures }) {
  const list = part("earlier");
  const calendar = new Map(current.bundle.calendar.map((row) => [row.day, row]));
  const rows = [];
  for (let n = 1; n <= EARLIER; n += 1) {
    const day = shifted(today(), -n);
    const row = calendar.get(day);
    if (!row || !row.expected || row.locked) continue;
    const item = document.createElement("li");
    item.appendChild(document.createElement("strong")).textContent = dayText(day);
    for (const kind of ["stock", "visitors"]) {
      const at = figures.state(kind, day);
      const link = item.appendChild(document.createElement("a"));
      link.href = `#/${current.bundle.point.id}/${kind}/${day}`;
      link.textContent = `${t(kind)} `;
      chip(link.appendChild(document.createElement("span")), CHIPS[at][0], t(`due_${at}`), CHIPS[at][1]);
    }
    rows.push(item);
  }
  list.replaceChildren(...rows);
  part("earlier-panel").hidden = !rows.length;
}

function drawQueue({ reports, photos, points }, go) {
  const names = {};
  for (const { bundle } of points) for (const line of bundle.lines) names[line.product] = line.name;
  const edit = (report) => go(`#/${report.point}/${report.kind}/${report.day}`);
  const columns = rules().stock.columns;
  part("rows").replaceChildren(
    ...reports.slice().reverse().map((report) => queueRow(report, { names, columns, edit })),
    ...photos.filter((photo) => photo.refused).map(photoRow),
  );
  part("queue").hidden = !reports.length && !photos.some((photo) => photo.refused);
}

/** Buttons that are always there. */
export function prepareHome({ signOut, takeOver, handOver }) {
  part("sync").addEventListener("click", () => sync({ now: true }));
  part("take-over").addEventListener("click", takeOver);
  part("hand-over").addEventListener("click", handOver);
  each("[data-sign-out]", (button) => button.addEventListener("click", signOut));
  let installer = null;
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    installer = event;
    part("install").hidden = false;
  });
  part("install").addEventListener("click", async () => {
    part("install").hidden = true;
    if (installer) await installer.prompt();
  });
}

/** The person this device belongs to, or undefined. */
export const keptPerson = () => get("meta", "person");
