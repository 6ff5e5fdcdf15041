// The outbox: reports in the order they were written down. A report is frozen when it is first
// sent; editing it afterwards makes a new one that names the old one in `supersedes`.
import { all, change, get, put } from "./store.js";
import { deviceName, uuid7 } from "./ids.js";
import { now } from "./clock.js";

/** All reports of this device, oldest first. */
export const reports = async () => (await all("reports")).sort((a, b) => a.seq - b.seq);

/** Those still to be sent, in the order of the device. */
export const due = async () => (await reports()).filter((report) => report.state === "queued");

/** How many would be lost with this device. */
export const unsent = async () => (await reports()).filter((report) => !["sent", "held"].includes(report.state)).length;

/** The report of this kind and day that can still be edited, or undefined. */
export const openReport = (list, point, kind, day) =>
  list.find((r) => r.point === point && r.kind === kind && r.day === day && r.state !== "sent");

async function counter(of, settled) {
  const kept = (await settled(of("meta").get("device"))) || { name: "device", id: deviceName(), seq: 0 };
  kept.seq += 1;
  of("meta").put(kept);
  return kept;
}

/**
 * Queue a report. `replaced` is the report it takes the place of, if any: one that was never sent
 * keeps its number, any other gets a new one that supersedes it. `was` is what the writer saw
 * reported for the day, as of `body.base_rev`: figures that came since are not silently replaced.
 */
export async function queue({ person, point, kind, day, body, was, replaced, supersedes }) {
  return change(["reports", "meta"], async (of, settled) => {
    const old = replaced && (await settled(of("reports").get(replaced.id)));
    if (old && !old.frozen && old.state === "queued") {
      const kept = { ...old, day, body, was, captured_at: new Date(now()).toISOString() };
      of("reports").put(kept);
      return kept;
    }
    const { id: device, seq } = await counter(of, settled);
    const report = {
      id: uuid7(now()),
      person, point, kind, day, body, was, device, seq,
      supersedes: old ? old.id : supersedes || null,
      captured_at: new Date(now()).toISOString(),
      state: "queued",
      frozen: false,
    };
    if (old) of("reports").delete(old.id);
    of("reports").put(report);
    return report;
  });
}

/** Freeze a report that is about to be sent; undefined when it is no longer waiting. */
export async function freeze(id) {
  return change(["reports"], async (of, settled) => {
    const report = await settled(of("reports").get(id));
    if (!report || report.state !== "queued") return undefined;
    report.frozen = true;
    of("reports").put(report);
    return report;
  });
}

/** Note what became of a report that was sent; nothing when it was removed or edited meanwhile. */
export async function note(id, changes) {
  return change(["reports"], async (of, settled) => {
    const report = await settled(of("reports").get(id));
    if (report) of("reports").put({ ...report, ...changes });
  });
}

/** The same figures under a new number, because the server knows the old one for others. */
export async function renumber(id) {
  return change(["reports"], async (of, settled) => {
    const report = await settled(of("reports").get(id));
    if (!report) return;
    of("reports").delete(id);
    of("reports").put({ ...report, id: uuid7(now()), frozen: false, renumbered: true });
  });
}

export const discard = (id) => change(["reports"], (of) => of("reports").delete(id));

/** Try a report again that was refused for a reason outside of it. */
export const retry = async (id) => note(id, { state: "queued", reason: null, problems: null });

/** Ask for the settled day of a report to be reopened; the request goes out with the next pass. */
export const askToReopen = (id, reason) => note(id, { amendment: { id: uuid7(now()), reason, state: "" } });

/** Reports of settled days about which the office was asked and has not answered. */
export const asked = async () =>
  (await reports()).filter((r) => r.state === "locked" && r.amendment && r.amendment.state !== "REFUSED");

/** Forget what was sent long ago, and what somebody has decided about meanwhile. */
export async function tidy(waiting, until) {
  const held = new Set(waiting);
  return change(["reports"], async (of, settled) => {
    for (const report of await settled(of("reports").getAll())) {
      if (report.state === "sent" && report.day < until) of("reports").delete(report.id);
      if (report.state === "held" && !held.has(report.id)) {
        of("reports").put({ ...report, state: "sent", reason: { code: "decided" } });
      }
    }
  });
}

/** What is being typed for a day: it outlives a closed page. */
const draftKey = (kind, point, day) => `${kind}-${point}-${day}`;
export const draft = async (kind, point, day) => {
  const kept = await get("drafts", draftKey(kind, point, day));
  return kept ? kept.values : null;
};
export const keepDraft = (kind, point, day, values) => put("drafts", { key: draftKey(kind, point, day), values });
export const dropDraft = (kind, point, day) =>
  change(["drafts"], (of) => of("drafts").delete(draftKey(kind, point, day)));
