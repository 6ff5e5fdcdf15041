// What each answer of the server does to a report. Every answer of the protocol stands here.
// An outcome is {set: changes} | {renumber: reason} | {discard: true} | {wait: seconds} | {signIn: true}.

const reasonOf = (code, body) => ({ code, text: (body && body.title) || "" });

const stay = (state, code, body) => ({
  set: { state, reason: reasonOf(code, body), problems: (body && body.errors) || null, answer: body },
});

const later = (code, body) => ({ set: { reason: reasonOf(code, body) } }); // it stays in the queue

const FORBIDDEN = {
  second_factor_required: () => ({ signIn: true }),
  csrf: () => ({ signIn: true }), // the session ended between two requests
};

const CONFLICTS = {
  id_reuse: () => ({ renumber: true }),
  superseded: () => ({ discard: true }), // a newer version of it has arrived
  stale: (body) => stay("held", "stale", body),
};

/** The outcome of an answer: its status, its body (an object or null), and Retry-After in seconds. */
export function outcome(status, body, retryAfter) {
  const code = (body && body.code) || "";
  if (status === 200 || status === 201) {
    return { set: { state: "sent", answer: body, reason: null, problems: null } };
  }
  if (status === 401) return { signIn: true };
  if (status === 403) return (FORBIDDEN[code] || ((given) => stay("forbidden", code, given)))(body);
  if (status === 409) return (CONFLICTS[code] || ((given) => stay("refused", code, given)))(body);
  if (status === 423) return stay("locked", "period_locked", body);
  if (status === 429 || status === 503) return { wait: retryAfter || 0 };
  // The server failed at this report: it stays in the queue, and those behind it are tried.
  if (status >= 500) return later("server", body);
  return stay("refused", code || "invalid", body);
}
