// The phone's report pages: big plus and minus, and the closing balance while typing.
(() => {
  "use strict";
  const comma = !document.documentElement.lang.startsWith("en");
  const read = (text) => {
    const compact = text.replace(/[\s\u00a0\u202f]/g, "");
    if (!comma) return Number(compact.replace(/,/g, ""));
    if (/^-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/.test(compact)) return Number(compact.replace(/\./g, "").replace(",", "."));
    return Number(compact.replace(",", "."));
  };

  document.querySelectorAll(".counter").forEach((counter) => {
    const input = counter.querySelector("input");
    counter.querySelectorAll("[data-step]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        const now = read(input.value || "0");
        input.value = String(Math.max(0, (Number.isFinite(now) ? now : 0) + Number(button.dataset.step)));
      });
    });
  });

  document.querySelectorAll(".stockline").forEach((line) => {
    const out = line.querySelector(".closing");
    const update = () => {
      let balance = Number(line.dataset.opening);
      let moved = false;
      line.querySelectorAll("[data-flow]").forEach((input) => {
        if (!input.value.trim()) return;
        const value = read(input.value);
        if (!Number.isFinite(value)) return;
        moved = true;
        balance += input.dataset.flow === "received" ? value : -value;
      });
      out.hidden = !moved;
      out.querySelector("strong").textContent = balance.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 3 });
    };
    line.addEventListener("input", update);
    update();
  });
})();
