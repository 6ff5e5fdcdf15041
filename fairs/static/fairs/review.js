// Keys of the review page: j, k, a, r, /, ?. Never while typing; a person can switch them off.
(() => {
  "use strict";
  const links = [...document.querySelectorAll(".review-list a")];
  const current = links.findIndex((link) => link.hasAttribute("aria-current"));
  if (current >= 0) links[current].scrollIntoView({ block: "nearest" });
  const off = () => localStorage.getItem("keys") === "off";
  const go = (step) => { const link = links[current + step]; if (link) link.click(); };
  const press = (key) => { const button = document.querySelector(`[data-key="${key}"]`); if (button) button.click(); };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    if (event.key === "?") {
      localStorage.setItem("keys", off() ? "on" : "off");
      const hint = document.querySelector(".keys");
      if (hint) hint.classList.toggle("keys-off", off());
      return;
    }
    if (off()) return;
    if (event.key === "j") go(1);
    if (event.key === "k") go(-1);
    if (event.key === "a") press("a");
    if (event.key === "r") {
      const note = document.getElementById("note");
      if (note && !note.value.trim()) { event.preventDefault(); note.focus(); } else press("r");
    }
  });
  // The offer to undo ends after ten seconds; "Review again" in the dossier stays.
  const undo = document.querySelector(".undo");
  if (undo) setTimeout(() => undo.remove(), 10000);
})();
