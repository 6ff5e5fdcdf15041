// The reporting page: what this device keeps, drawn; and the way between its views.
import { all, get, purge } from "./store.js";
import { today, wind } from "./clock.js";
import { Figures } from "./figures.js";
import { reports, unsent } from "./reports.js";
import { changed, keepSyncing, status, sync, watch } from "./sync.js";
import { signOut } from "./server.js";
import { drawHome, prepareHome } from "./home.js";
import { findCode, openStock, prepareStock, stockDay } from "./stock.js";
import { openVisitors, prepareVisitors } from "./visitors.js";
import { drawPhotos, preparePhotos } from "./photos.js";
import { prepareScan } from "./scan.js";
import { find, language, load, rules, showView, t, toast } from "./page.js";

const CACHES = "hoicho-report-";
const { worker, scope, leave, home } = document.body.dataset;

/** What this device keeps, for one point: the one in the address, else the first. */
async function readState(wanted) {
  const [person, points, list, photos] = await Promise.all([get("meta", "person"), all("points"), reports(), all("photos")]);
  points.sort((a, b) => a.bundle.point.name.localeCompare(b.bundle.point.name, language));
  const current = points.find((row) => row.id === wanted) || points[0] || null;
  const figures = current && new Figures(current.bundle, list, rules().stock.columns);
  return { person, points, reports: list, photos, current, figures };
}

/** #/7/stock/2026-11-24 → {point, name, day} */
function address() {
  const [, point, name, day] = /^#\/(\d+)?\/?(\w+)?\/?([\d-]+)?$/.exec(location.hash) || [];
  return { point: Number(point) || null, name: name || "home", day: day || today() };
}

function go(hash) {
  if (location.hash === hash) return route();
  location.hash = hash;
  return undefined;
}

async function route() {
  const { point, name, day } = address();
  const state = await readState(point);
  const done = async (saved, otherDay) => {
    if (otherDay) return go(`#/${state.current.id}/${name}/${otherDay}`);
    go(`#/${state.current.id}`);
    if (!saved) return undefined;
    toast(t("saved"));
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    await changed();
    return sync({ now: true });
  };
  if (state.current && name === "stock") {
    await openStock(state, day, done);
    return drawPhotos(find("[data-photo-box]"), stockDay());
  }
  if (state.current && name === "visitors") return openVisitors(state, day, done);
  drawHome(state, go);
  return showView("home");
}

/** After a change elsewhere: the first view is drawn again, a form being typed in is left alone. */
async function redraw(error) {
  if (error instanceof Error) throw error;
  const { point, name } = address();
  const state = await readState(point);
  if (name === "home" || !state.current) drawHome(state, go);
}

async function forgetDevice() {
  await purge();
  localStorage.removeItem("hoicho-unsent");
}

async function leavePage() {
  const n = await unsent();
  if (n && !window.confirm(t("ask_sign_out", { n }))) return;
  const left = await signOut(leave).catch(() => false);
  if (!left) return toast(t("sign_out_offline"));
  await forgetDevice();
  if ("caches" in window) for (const key of await caches.keys()) if (key.startsWith(CACHES)) await caches.delete(key);
  location.assign(home);
}

/** Another person is signed in: what the first one left is removed, once they agree. */
async function takeOver() {
  if (!window.confirm(t("ask_take_over"))) return;
  await forgetDevice();
  await sync({ now: true });
}

async function handOver() {
  const left = await signOut(leave, { keep: true }).catch(() => false);
  if (left) location.assign(find("[data-sign-in]").href);
  else toast(t("sign_out_offline"));
}

async function install() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(worker, { scope });
  const kept = await caches.open(`${CACHES}language`); // which shell the bare address opens
  await kept.put(scope, new Response(language));
}

async function start() {
  await Promise.all([load(), wind()]);
  prepareHome({ signOut: leavePage, takeOver, handOver });
  prepareStock();
  prepareVisitors();
  preparePhotos(find("[data-photo-box]"), stockDay);
  prepareScan(find("[data-scan]"), find("dialog"), findCode);
  await route();
  window.addEventListener("hashchange", route);
  watch(redraw);
  install();
  await keepSyncing();
  if (status.connection === "ok") await redraw();
}

start();
