// The application form: only comfort. Everything works without it.
(() => {
  "use strict";
  const form = document.getElementById("apply");
  if (!form) return;
  // A booth, zone or kind already wished for is not offered a second time.
  const kinds = ["booth", "zone", "type"];
  const refresh = () => {
    kinds.forEach((kind) => {
      const selects = [...form.querySelectorAll(`select[name^="${kind}_"]`)];
      const chosen = selects.map((select) => select.value).filter(Boolean);
      selects.forEach((select) => {
        [...select.querySelectorAll("option")].forEach((option) => {
          option.disabled = Boolean(option.value) && option.value !== select.value && chosen.includes(option.value);
        });
      });
    });
  };
  form.addEventListener("change", refresh);
  refresh();
})();
