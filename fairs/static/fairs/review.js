// Keys of the review page: j, k, a, r, /, ?. Never while typing; a person can switch them off.
(() => {
  "use strict";
  const links = [...document.querySelectorAll(".review-list a")];
  const current = links.findIndex((link) => link.hasAttribute("aria-current"));
  if (current >= 0) {
    // Only the list moves; the page stays where the search and the dossier begin.
    const list = links[current].closest("ol");
    const [item, frame] = [links[current], list].map((element) => element.getBoundingClientRect());
    list.scrollTop += Math.max(0, item.bottom - frame.bottom);
  }
  const dialog = document.getElementById("keys");
  const switched = document.getElementById("keys-on");
  const opener = document.getElementById("keys-open");
  const search = document.getElementById("review-search");
  const off = () => localStorage.getItem("keys") === "off";
  const go = (step) => { const link = links[current + step]; if (link) link.click(); };
  const press = (key) => { const button = document.querySelector(`[data-key="${key}"]`); if (button) button.click(); };
  const refuse = () => {
    const note = document.getElementById("note");
    if (note && !note.value.trim()) note.focus(); else press("r");
  };
  const keys = {
    j: () => go(1),
    k: () => go(-1),
    a: () => press("a"),
    r: refuse,
    "/": () => { search.focus(); search.select(); },
    "?": () => dialog.showModal(),
  };

  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  switched.checked = !off();
  switched.addEventListener("change", () => localStorage.setItem("keys", switched.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (off() || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!keys[event.key] || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    keys[event.key]();
  });
  // The offer to undo ends after ten seconds; "Review again" in the dossier stays.
  const undo = document.querySelector(".undo");
  if (undo) setTimeout(() => undo.remove(), 10000);
})();
