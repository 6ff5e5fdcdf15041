// The rules of a report, checked without a connection from the bundle the server goes by.
// Each problem is {place, code}; the sentence of a code stands in the bundle's texts.
import { quantity } from "./numbers.js";
import { shifted } from "./clock.js";

const day = (report, rules, today) => {
  if (report.day > today) return [{ place: "day", code: "future_day" }];
  if (report.day < shifted(today, -rules.oldest_days)) return [{ place: "day", code: "old_day" }];
  return [];
};

const reason = (report, rules, changed) => {
  const text = (report.reason || "").trim();
  if (text.length > rules.max_text) return [{ place: "reason", code: "long_text" }];
  return changed && !text ? [{ place: "reason", code: "change_reason" }] : [];
};

/** `lines`: [{product, sold: "3", …}]; `known`: product → {listed, receivable} on that day. */
export function stockProblems(report, rules, { today, known, changed }) {
  const found = [...day(report, rules, today), ...reason(report, rules, changed)];
  const { lines } = report;
  if (lines.length > rules.stock.max_lines) found.push({ place: "lines", code: "many_lines" });
  const seen = new Set();
  lines.forEach((line, index) => {
    const place = `lines.${index}`;
    if (seen.has(line.product)) found.push({ place: `${place}.product`, code: "twice" });
    seen.add(line.product);
    found.push(...figureProblems(line, place, rules.stock));
    found.push(...listProblems(line, place, known[line.product], rules.stock));
  });
  if (!lines.length && !report.nothing_sold) found.push({ place: "lines", code: "empty" });
  const sold = lines.some((line) => line.sold !== undefined && quantity(line.sold, rules.stock, false).value !== 0);
  if (report.nothing_sold && sold) found.push({ place: "nothing_sold", code: "not_nothing" });
  return found;
}

function figureProblems(line, place, rules) {
  const found = [];
  for (const column of rules.columns) {
    if (line[column.name] === undefined || line[column.name] === "") continue;
    const { problem } = quantity(line[column.name], rules, column.signed);
    if (problem) found.push({ place: `${place}.${column.name}`, code: problem });
    else if (column.needs_reason && !(line.reason || "").trim()) found.push({ place: `${place}.reason`, code: "reason" });
  }
  if (line.amount !== undefined) {
    if (!Number.isInteger(line.amount)) found.push({ place: `${place}.amount`, code: "whole" });
    else if (line.amount < 0) found.push({ place: `${place}.amount`, code: "negative" });
    else if (line.amount > rules.largest_amount) found.push({ place: `${place}.amount`, code: "large" });
  }
  return found;
}

function listProblems(line, place, known, rules) {
  if (!known || !known.listed) return [{ place: `${place}.product`, code: "unknown" }];
  const received = line.received === undefined ? 0 : quantity(line.received, rules, false).value || 0;
  return received > 0 && !known.receivable ? [{ place: `${place}.received`, code: "certificate" }] : [];
}

/** `groups`: [{n, origin, type}]; n is null where no whole number was typed. */
export function visitorProblems(report, rules, { today }) {
  const found = [...day(report, rules, today), ...reason(report, rules, false)];
  const seen = new Set();
  report.groups.forEach((group, index) => {
    const place = `groups.${index}`;
    if (!Number.isInteger(group.n) || group.n < 0) {
      found.push({ place: `${place}.n`, code: "whole" });
      return;
    }
    if (group.n > rules.visitors.largest) found.push({ place: `${place}.n`, code: "large" });
    const name = `${group.origin}/${group.type}`;
    if (seen.has(name)) found.push({ place: `${place}.origin`, code: "twice_group" });
    seen.add(name);
  });
  return found;
}
