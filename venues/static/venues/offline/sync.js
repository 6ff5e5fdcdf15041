// Sending: one pass at a time in the whole browser, reports in the order of the device.
import { all, get, put, remove } from "./store.js";
import { learn, shifted, today } from "./clock.js";
import { asked, discard, due, freeze, note, renumber, retry, tidy, unsent } from "./reports.js";
import { outcome } from "./answers.js";
import * as server from "./server.js";

const EVERY = 30000;
const LONGEST = 15 * 60000;
const QUIET = 5 * 60000; // with nothing to send, the server is left alone this long
const KEPT_DAYS = 7;
const listeners = new Set();
const channel = "BroadcastChannel" in window ? new BroadcastChannel("hoicho-reports") : null;
let busy = 0; // how often in a row the server asked to wait; there is no last time
let notBefore = 0;
let again = false;
let heard = 0; // when a pass last ended well

/** How sending stands: {connection: "ok" | "offline" | "signin" | "wait" | "stranger", other}. */
export const status = { connection: "ok", sending: false, other: null };

export const watch = (listener) => listeners.add(listener);

/** Tell this page and the others of this browser that something changed. */
export async function changed() {
  localStorage.setItem("hoicho-unsent", String(await unsent()));
  if (channel) channel.postMessage("changed");
  listeners.forEach((listener) => listener());
}

function locked(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request("hoicho-reports", { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}

/** Send what waits. Asked for during a pass, another one follows it: it may have missed a report. */
export async function sync({ now = false } = {}) {
  if (!now && Date.now() < notBefore) return;
  again = true;
  if (status.sending) return;
  status.sending = true;
  try {
    while (again) {
      again = false;
      await locked(attempt);
    }
  } finally {
    status.sending = false;
  }
  await changed();
}

async function attempt() {
  try {
    status.connection = await pass();
    if (status.connection === "ok") {
      busy = notBefore = 0;
      heard = Date.now();
    }
  } catch (error) {
    if (!(error instanceof server.Offline)) throw error;
    status.connection = "offline";
  }
}

/** One pass: who is signed in, then every report that waits, the photos, and fresh figures. */
async function pass() {
  const answer = await server.hello();
  if (answer.status !== 200) return stop(outcome(answer.status, answer.body, answer.retryAfter));
  const { person, points, now, waiting, language } = answer.body;
  await learn(now, answer.asked, answer.answered);
  const kept = await get("meta", "person");
  if (kept && kept.id !== person.id) {
    status.other = { name: kept.full_name, unsent: await unsent() };
    return "stranger";
  }
  await put("meta", { ...person, name: "person", full_name: person.name, points });
  await tidy(waiting, shifted(today(), -KEPT_DAYS)); // before this pass makes new held reports
  if (language !== document.documentElement.lang) await server.speak(document.body.dataset.language, document.documentElement.lang);
  for (const step of [askAmendments, deliverReports, deliverPhotos]) {
    const stopped = await step();
    if (stopped) return stopped;
  }
  await refresh(points);
  return "ok";
}

/** Whether the pass must end here, and how sending then stands. */
function stop(result) {
  if (result.signIn) return "signin";
  if (result.wait === undefined) return null;
  busy += 1;
  const wait = Math.max(result.wait * 1000, Math.min(LONGEST, EVERY * 2 ** Math.min(busy - 1, 6)));
  notBefore = Date.now() + wait * (0.8 + Math.random() * 0.4);
  return "wait";
}

async function deliverReports() {
  for (const { id } of await due()) {
    const stopped = await deliver(id);
    if (stopped) return stopped;
  }
  return null;
}

/** Requests to reopen settled days: sent, and asked after until the office has answered. */
async function askAmendments() {
  for (const report of await asked()) {
    const { status: code, body, retryAfter } = await server.askAmendment(report);
    const result = outcome(code, body, retryAfter);
    const stopped = stop(result);
    if (stopped) return stopped;
    if (code > 299) await note(report.id, { amendment: { ...report.amendment, state: "REFUSED" } });
    else if (body.state === "GRANTED") await retry(report.id);
    else await note(report.id, { amendment: { ...report.amendment, state: body.state } });
  }
  return null;
}

async function deliver(id) {
  const report = await freeze(id);
  if (!report) return null;
  await changed();
  const answer = await server.send(report);
  const result = outcome(answer.status, answer.body, answer.retryAfter);
  if (result.set) await note(id, result.set);
  if (result.renumber) await renumber(id);
  if (result.discard) await discard(id);
  return stop(result);
}

async function deliverPhotos() {
  for (const photo of await all("photos")) {
    if (photo.refused) continue;
    const answer = await server.sendPhoto(photo);
    const result = outcome(answer.status, answer.body, answer.retryAfter);
    const stopped = stop(result);
    if (stopped) return stopped;
    if (result.set.state === "sent") await remove("photos", photo.sha256);
    else if (result.set.state) await put("photos", { ...photo, refused: result.set.reason.text });
  }
  return null;
}

/** Fetch the figures of the points that changed. What is not one's own any more is dropped. */
async function refresh(points) {
  const kept = new Map((await all("points")).map((row) => [row.id, row]));
  for (const { id } of points) {
    const old = kept.get(id);
    const answer = await server.bundle(id, old && old.etag);
    if (answer.status === 200) await put("points", { id, etag: answer.etag, bundle: answer.body });
    kept.delete(id);
  }
  const needed = new Set((await due()).map((report) => report.point));
  for (const id of kept.keys()) if (!needed.has(id)) await remove("points", id);
}

/** Sync now, and again when there is a chance that it helps. */
export function keepSyncing() {
  const chance = () => sync().catch((error) => { listeners.forEach((listener) => listener(error)); });
  window.addEventListener("online", chance);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) chance(); });
  setInterval(async () => {
    if (Date.now() - heard > QUIET || (await due()).length || (await all("photos")).length) chance();
  }, EVERY);
  if (channel) channel.onmessage = () => listeners.forEach((listener) => listener());
  return chance();
}
