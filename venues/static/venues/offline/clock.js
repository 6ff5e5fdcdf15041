// The business day in Vietnam, from the server's clock: the device's own may be wrong.
import { get, put } from "./store.js";

const VIETNAM = 7 * 3600 * 1000; // no summer time
let offset = 0; // server minus device, milliseconds
let heard = 0; // the server's time when it was last heard

export async function wind() {
  const kept = await get("meta", "clock");
  if (kept) ({ offset, heard } = kept);
}

/** Learn from an answer: what the server's clock said, and when it was asked and answered here. */
export async function learn(text, asked, answered) {
  const then = Date.parse(text);
  if (!Number.isFinite(then)) return;
  offset = then - (asked + answered) / 2;
  heard = then;
  await put("meta", { name: "clock", offset, heard });
}

/** Milliseconds; never before the server was last heard, however the device's clock is turned. */
export const now = () => Math.max(Date.now() + offset, heard);

export const today = () => dayOf(now());

export const dayOf = (moment) => new Date(moment + VIETNAM).toISOString().slice(0, 10);

/** The day `n` days later (earlier below zero). */
export const shifted = (day, n) => new Date(Date.parse(day) + n * 86400000).toISOString().slice(0, 10);
