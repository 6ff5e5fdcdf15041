// Requests to the server. Answers are read, never kept in a cache; the token lives in memory.
let token = "";

export class Offline extends Error {}

// A line on which nothing has come for so long is taken for dead, in milliseconds. How far something
// sent has got is not known, so that gets longer.
const SILENT = 20000;
const SENDING = 60000;

/** {status, body, retryAfter, etag}; throws Offline when nobody answered. */
async function ask(path, { method = "GET", headers = {}, body } = {}) {
  const options = { method, body, cache: "no-store", credentials: "same-origin", redirect: "error" };
  options.headers = { Accept: "application/json", ...headers };
  if (method !== "GET") options.headers["X-CSRFToken"] = token;
  const limit = new AbortController();
  let timer = 0;
  const wait = (longest) => {
    clearTimeout(timer);
    timer = setTimeout(() => limit.abort(), longest);
  };
  wait(body ? SENDING : SILENT);
  try {
    const response = await fetch(path, { ...options, signal: limit.signal });
    const text = await read(response, () => wait(SILENT));
    return {
      status: response.status,
      body: readable(text),
      etag: response.headers.get("ETag"),
      retryAfter: Number(response.headers.get("Retry-After")) || 0,
    };
  } catch (error) {
    throw new Offline(String(error));
  } finally {
    clearTimeout(timer);
  }
}

/** The text of an answer, however slowly it comes; `heard` is called at each part of it. */
async function read(response, heard) {
  if (!response.body) return response.text();
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    heard();
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
  }
}

function readable(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return null;
  }
}

/** Who is signed in, the server's clock and the points to report for. */
export async function hello() {
  const asked = Date.now();
  const answer = await ask("/api/v1/reporting/");
  if (answer.status === 200 && answer.body) token = answer.body.csrf;
  return { ...answer, asked, answered: Date.now() };
}

/** What a phone takes along for a point; 304 while `etag` still holds. */
export const bundle = (point, etag) =>
  ask(`/api/v1/points/${point}/bundle/`, { headers: etag ? { "If-None-Match": etag } : {} });

/** Send a frozen report. */
export function send(report) {
  const path = `/api/v1/points/${report.point}/${report.kind === "stock" ? "stock" : "visitor"}-reports/`;
  const sent = {
    ...report.body,
    client_uuid: report.id,
    day: report.day,
    device: report.device,
    seq: report.seq,
    captured_at: report.captured_at,
    supersedes: report.supersedes,
  };
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(sent) });
}

/** Ask the office to reopen the settled day of a report; the same again gives the present state. */
export const askAmendment = ({ point, day, amendment }) =>
  ask(`/api/v1/points/${point}/amendments/`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ client_uuid: amendment.id, day, reason: amendment.reason }),
  });

export const sendPhoto = (photo) =>
  ask(`/api/v1/points/${photo.point}/photos/${photo.sha256}/?day=${photo.day}`, {
    method: "PUT",
    headers: { "Content-Type": photo.blob.type },
    body: photo.blob,
  });

/** The server's sentences in the language of this page, from the next answer on. */
export const speak = (path, language) =>
  fetch(path, { method: "POST", credentials: "same-origin", body: new URLSearchParams({ csrfmiddlewaretoken: token, language }) });

/** Sign out; the answer empties what the browser keeps of this site, unless `keep`. */
export async function signOut(path, { keep = false } = {}) {
  const form = new URLSearchParams({ csrfmiddlewaretoken: token, ...(keep ? { keep: "1" } : {}) });
  const response = await fetch(path, { method: "POST", body: form, credentials: "same-origin" });
  return response.ok;
}
