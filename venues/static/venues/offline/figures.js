// What a day's figures are: the server's, with this device's own reports on top.
// Quantities are whole numbers of thousandths; a day's figures are {product: {column: value}}.
import { thousandths } from "./numbers.js";

const COUNTED = new Set(["queued", "sent"]); // what is refused or held changes no balance

/** One report laid over earlier figures; "nothing sold" takes back what was sold. */
export function fold(figures, payload, columns) {
  for (const line of payload.lines || []) {
    const stated = (figures[line.product] = { ...figures[line.product] });
    for (const { name } of columns) if (line[name] !== undefined) stated[name] = thousandths(line[name]);
  }
  if (payload.nothing_sold) {
    for (const product of Object.keys(figures)) {
      if (figures[product].sold) figures[product] = { ...figures[product], sold: 0 };
    }
  }
  return figures;
}

/** What a line's stock changes by. */
export const net = (stated, columns) =>
  columns.reduce((sum, { name, sign }) => sum + sign * ((stated && stated[name]) || 0), 0);

/** The figures of one point, read from its bundle and this device's reports. */
export class Figures {
  constructor(bundle, reports, columns) {
    this.bundle = bundle;
    this.columns = columns;
    this.days = new Map(bundle.days.map((row) => [row.day, row]));
    this.own = reports
      .filter((report) => report.point === bundle.point.id && COUNTED.has(report.state) && !this.known(report))
      .sort((a, b) => a.seq - b.seq);
  }

  /** Whether the bundle already holds this report: it was read after the report was posted. */
  known(report) {
    return report.state === "sent" && (report.answer.rev || 0) <= this.bundle.point.rev;
  }

  /** As the server posted them. */
  reported(day) {
    const row = this.days.get(day);
    return (row ? row.stock : []).reduce((figures, payload) => fold(figures, payload, this.columns), {});
  }

  /** The server's with this device's, but without the report `except`. */
  stock(day, except) {
    return this.own
      .filter((report) => report.kind === "stock" && report.day === day && report.id !== except)
      .reduce((figures, report) => fold(figures, report.body, this.columns), this.reported(day));
  }

  /** Groups of visitors of a day, or null while nobody reported any. */
  visitors(day, except) {
    const own = this.own.filter((r) => r.kind === "visitors" && r.day === day && r.id !== except);
    if (own.length) return own[own.length - 1].body.groups;
    const row = this.days.get(day);
    return row && row.visitors.length ? row.visitors[row.visitors.length - 1].groups : null;
  }

  /** The last report of this device that the server has and the bundle has not. */
  unread(kind, day) {
    const found = this.own.filter((r) => r.kind === kind && r.day === day && r.state === "sent");
    return found.length ? found[found.length - 1] : null;
  }

  /** Stock at the start of a day, or null for a day before those the bundle knows. */
  opening(day, product) {
    const row = this.days.get(day);
    const newest = this.bundle.days.reduce((last, { day: other }) => (other > last ? other : last), "");
    if (!row && day < newest) return null;
    const start = row ? thousandths(row.opening[product] || "0") : this.onHand(product);
    return start + this.unposted(day, product);
  }

  onHand(product) {
    const line = this.bundle.lines.find((known) => known.product === product);
    return line ? thousandths(line.on_hand) : 0;
  }

  /** What this device's reports of earlier days change that the server does not know yet. */
  unposted(day, product) {
    const days = new Set(this.own.filter((r) => r.kind === "stock" && r.day < day).map((r) => r.day));
    let sum = 0;
    for (const earlier of days) {
      sum += net(this.stock(earlier)[product], this.columns) - net(this.reported(earlier)[product], this.columns);
    }
    return sum;
  }

  /** Whether a report of this kind stands for the day, here or at the office. */
  state(kind, day) {
    const row = this.bundle.calendar.find((known) => known.day === day);
    if (row && row[kind === "stock" ? "stock_at" : "visitors_at"]) return "in";
    return this.own.some((r) => r.kind === kind && r.day === day) ? "kept" : "open";
  }
}

/** product → what the point's list says about it on a day. */
export function listing(bundle, day) {
  return Object.fromEntries(
    bundle.lines.map((line) => [
      line.product,
      {
        listed: line.listed_from <= day && (!line.listed_until || day <= line.listed_until),
        receivable: line.receivable,
      },
    ]),
  );
}
