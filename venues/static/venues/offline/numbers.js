// Quantities as people type them. Inside, a quantity is a whole number of thousandths.
// As common/formats.py reads them: a first group that begins with zero is no thousands.
const GROUPED = /^-?[1-9]\d{0,2}([. \u00a0\u202f]\d{3})+(,\d+)?$/;
const ENGLISH = /^-?[1-9]\d{0,2}(([, \u00a0\u202f]\d{3})+(\.\d+)?|(\.\d{3}){2,})$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)$/;

const english = (language) => language.startsWith("en");

/** What was typed with a point for decimals: 1,5 → 1.5; 5.600.000 and 5 600 000 → 5600000. */
export function written(text, language) {
  const trimmed = text.trim();
  if (english(language)) {
    if (!ENGLISH.test(trimmed)) return trimmed;
    const points = trimmed.split(".").length > 2;
    return trimmed.replace(points ? /\./g : /[, \u00a0\u202f]/g, "");
  }
  const grouped = GROUPED.test(trimmed) ? trimmed.replace(/[. \u00a0\u202f]/g, "") : trimmed;
  return grouped.replace(/[ \u00a0]/g, "").replace(/,/g, ".");
}

/** {value} in thousandths, or {problem} naming the rule it breaks. `text` as `written` gives it. */
export function quantity(text, rules, signed) {
  if (!DECIMAL.test(text)) return { problem: "number" };
  const [, sign, whole, rest] = /^([+-]?)(\d*)\.?(\d*)$/.exec(text);
  const decimals = rest.replace(/0+$/, "");
  const large = thousandths(rules.largest);
  const magnitude = Number(whole || "0") * 1000 + Number(decimals.slice(0, 3).padEnd(3, "0"));
  const negative = sign === "-" && (magnitude > 0 || decimals.length > 3);
  if (negative && !signed) return { problem: "negative" };
  if (magnitude > large || (magnitude === large && decimals.length > rules.places)) return { problem: "large" };
  if (decimals.length > rules.places) return { problem: "places" };
  return { value: negative ? -magnitude : magnitude };
}

/** A plain decimal text of the server in thousandths. */
export function thousandths(text) {
  return Math.round(Number(text) * 1000);
}

/** Thousandths in their shortest written form, with a point: what is sent. */
export function plain(value) {
  const text = (Math.abs(value) / 1000).toFixed(3).replace(/\.?0+$/, "");
  return value < 0 ? `-${text}` : text;
}

/** As a field shows it: no grouping, the decimal mark of the language. */
export const field = (value, language) => (english(language) ? plain(value) : plain(value).replace(".", ","));

/** As a sentence shows it. */
export const shown = (value, language) =>
  (value / 1000).toLocaleString(language === "en" ? "en-GB" : language, { maximumFractionDigits: 3 });

/** Đồng as typed, or null: 1.200.000 and 1 200 000 are both 1200000. */
export function dong(text) {
  const digits = text.replace(/[.,\s\u00a0\u202f]/g, "");
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/** A whole number as typed, or null: 1.200 and 1 200 are both 1200. */
export function whole(text) {
  const digits = text.replace(/[.,\s\u00a0\u202f]/g, "");
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}
