// Small behaviours every page shares. Pages work without it; nothing here draws content.
(() => {
  "use strict";
  const toast = document.getElementById("toast");
  const say = (text) => {
    if (!toast || !text) return;
    const box = document.createElement("div");
    box.className = "toast-box";
    box.textContent = text;
    toast.replaceChildren(box);
    setTimeout(() => box.remove(), 8000);
  };

  // The first wrong field takes the focus after a refused form.
  const first = document.querySelector("[data-first-error], [aria-invalid=true]");
  if (first) first.focus();

  // Signing out empties what this device keeps; work that was not sent yet is asked about first.
  document.addEventListener("submit", (event) => {
    const question = event.target.dataset.unsent;
    const waiting = Number(localStorage.getItem("hoicho-unsent")) || 0;
    if (question && waiting && !window.confirm(question.replace("{n}", waiting))) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  });

  // A second press of a submit button sends nothing (the server is idempotent as well).
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post") {
      form.dataset.sent = "1";
      setTimeout(() => delete form.dataset.sent, 4000);
    }
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  // A question before what cannot be taken back: <button data-confirm="…">.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-confirm]");
    if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
  });

  // Open menus close on Escape and on a press elsewhere.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.body.addEventListener("htmx:sendError", () => say(toast.dataset.offline));
  document.body.addEventListener("htmx:timeout", () => say(toast.dataset.offline));
  document.body.addEventListener("htmx:responseError", (event) => {
    const reply = event.detail.xhr.getResponseHeader("X-Message");
    say(reply ? decodeURIComponent(reply) : toast.dataset.error);
  });
})();
