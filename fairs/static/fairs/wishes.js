// Wishes on the drawn plan: pressing booths fills the lists "Booth wished", which stay the way
// by keyboard and without a script. Which booths may suit is asked of the server.
(() => {
  "use strict";
  const form = document.getElementById("apply");
  const plan = document.getElementById("wish-plan");
  if (!form || !plan) return;
  document.documentElement.classList.add("has-js");
  const selects = [...form.querySelectorAll('select[name^="booth_"]')];
  const booths = [...plan.querySelectorAll(".booth")];
  const reasons = new Map(); // booth id -> why it cannot suit
  let asked = "";

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
  const line = document.getElementById("wish-say");
  const say = (text, tone) => {
    line.textContent = text;
    line.className = `verdict ${tone || ""}`;
  };
  const chosen = () => selects.map((select) => select.value).filter(Boolean);
  const unfit = (g) => fill(plan.dataset.unfit, { booth: g.dataset.number, reason: reasons.get(g.dataset.booth) });

  const mark = () => {
    const wished = chosen();
    booths.forEach((g) => {
      const rank = wished.indexOf(g.dataset.booth) + 1;
      const reason = reasons.get(g.dataset.booth);
      g.classList.toggle("wished", rank > 0);
      g.classList.toggle("dim", Boolean(reason));
      g.querySelector(".wish-rank").textContent = rank || "";
      g.querySelector("title").textContent = reason ? unfit(g) : g.dataset.number;
    });
  };

  const choose = (wished) => {
    selects.forEach((select, index) => {
      [...select.options].forEach((option) => { option.disabled = false; });
      select.value = wished[index] || "";
    });
    selects[0].dispatchEvent(new Event("change", { bubbles: true }));
  };

  const press = (g) => {
    const wished = chosen();
    const at = wished.indexOf(g.dataset.booth);
    if (at >= 0) {
      wished.splice(at, 1);
      choose(wished);
      return say(fill(plan.dataset.removed, { booth: g.dataset.number }));
    }
    if (reasons.has(g.dataset.booth)) return say(unfit(g), "no");
    if (wished.length === selects.length) return say(plan.dataset.full, "no");
    choose([...wished, g.dataset.booth]);
    return say(fill(plan.dataset.added, { booth: g.dataset.number, n: wished.length + 1 }), "yes");
  };

  // What decides whether a booth suits: products, number of booths, needs and the kind wished.
  const question = () => {
    const query = new URLSearchParams({ producer: plan.dataset.producer });
    const entered = new FormData(form);
    query.set("modules", entered.get("modules") || "1");
    entered.getAll("products").forEach((value) => query.append("products", value));
    entered.getAll("needs").forEach((value) => query.append("needs", value));
    if (entered.get("type_1")) query.append("types", entered.get("type_1"));
    return query.toString();
  };

  const check = async () => {
    const query = question();
    if (query === asked) return;
    asked = query;
    const answer = await fetch(`${plan.dataset.check}?${query}`, { headers: { Accept: "application/json" } })
      .catch(() => null);
    if (asked !== query) return;
    if (!answer || !answer.ok) { asked = ""; return; }
    const rows = (await answer.json()).booths;
    reasons.clear();
    rows.forEach((row) => { if (!row.possible) reasons.set(String(row.booth), row.reason); });
    mark();
    const lost = booths.find((g) => g.classList.contains("wished") && reasons.has(g.dataset.booth));
    if (lost) say(unfit(lost), "no");
  };

  plan.addEventListener("click", (event) => {
    const g = event.target.closest(".booth");
    if (g) press(g);
  });
  form.addEventListener("change", () => { mark(); check(); });
  mark();
  check();
})();
