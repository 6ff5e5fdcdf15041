// The plan board: three equal ways to give a booth (drag, pick and press, lists). Each of them
// fills the same form; the server decides. Nothing here draws content of its own.
(() => {
  "use strict";
  const THRESHOLD = 6;
  const EDGE = 56; // pixels from the edge of the window where a drag scrolls it
  document.documentElement.classList.add("has-js");
  let verdicts = null; // booth number -> verdict, for the picked applicant
  let asked = ""; // code the verdicts belong to
  let refused = false; // the server said no: its sentence stays until somebody is picked anew

  const board = () => document.getElementById("board");
  const form = () => document.getElementById("assign");
  const booths = () => document.querySelectorAll("#board .booth");
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
  const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
  const nameOf = (code) => {
    const item = document.querySelector(`#board [data-code="${CSS.escape(code)}"]`);
    return item ? item.dataset.name : code;
  };

  const say = (text, tone) => {
    const line = document.getElementById("verdict");
    if (!line) return;
    line.textContent = text;
    line.className = `verdict ${tone || ""}`;
  };

  // What is said of a booth floats while somebody is picked. The line it leaves keeps its height:
  // the plan beside it must not move under a pointer that drags.
  const keepRoom = () => {
    const room = document.getElementById("verdict")?.parentElement;
    if (room) room.style.minHeight = `${room.offsetHeight}px`;
  };

  const clearMarks = () => {
    booths().forEach((g) => g.classList.remove("dim", "fits", "over"));
    board()?.classList.remove("picking");
  };

  const mark = () => {
    clearMarks();
    if (!verdicts) return;
    board().classList.add("picking");
    booths().forEach((g) => {
      const verdict = verdicts[g.dataset.number];
      if (verdict) g.classList.add(verdict.allowed ? "fits" : "dim");
    });
  };

  const tell = (number) => {
    const verdict = verdicts && verdicts[number];
    if (!verdict) return;
    if (verdict.allowed) {
      say(fill(board().dataset.fits, { name: nameOf(asked), booths: verdict.booths.join(", ") }), "yes");
    } else {
      say(verdict.refused_because.map((b) => b.text).join(" "), "no");
    }
  };

  const pick = async (code) => {
    const select = form()?.elements.application;
    if (!select) return;
    select.value = code;
    document.querySelectorAll("#board .js-pick").forEach((b) => {
      b.setAttribute("aria-pressed", String(b.dataset.code === code && code !== ""));
    });
    keepRoom();
    verdicts = null;
    asked = code;
    refused = false;
    clearMarks();
    if (!code) return say("");
    board().classList.add("picking");
    say(fill(board().dataset.picked, { name: nameOf(code) }));
    const answer = await fetch(`${board().dataset.check}?application=${encodeURIComponent(code)}`, {
      headers: { Accept: "application/json" },
    }).catch(() => null);
    if (!answer || !answer.ok || asked !== code) return;
    verdicts = {};
    (await answer.json()).booths.forEach((item) => { verdicts[item.booth] = item; });
    mark();
    if (!refused && form().elements.booth.value) tell(form().elements.booth.value);
  };

  const give = (code, number) => {
    const target = form();
    const verdict = asked === code && verdicts && verdicts[number];
    const refused = verdict && !verdict.allowed ? verdict.refused_because : [];
    const occupied = (rule) => rule.rule === "OCCUPIED";
    if (!refused.every(occupied)) return tell(number);
    // What an occupied place would take is asked of the server, also before its verdicts arrived.
    const holder = document.querySelector(`#board .booth[data-number="${CSS.escape(number)}"]`);
    const taken = refused.length > 0 || (holder && holder.dataset.code && holder.dataset.code !== code);
    target.elements.application.value = code;
    target.elements.booth.value = number;
    if (target.elements.booth.value !== number) return tell(number);
    if (taken) return document.getElementById("assign-preview").click();
    target.requestSubmit();
  };

  // Pick and press; lists by keyboard.
  document.addEventListener("click", (event) => {
    if (dragged) { dragged = false; return; }
    const applicant = event.target.closest("#board .js-pick");
    if (applicant) return pick(applicant.getAttribute("aria-pressed") === "true" ? "" : applicant.dataset.code);
    const booth = event.target.closest("#board .booth");
    if (!booth || !form()) return;
    if (asked && booth.dataset.code !== asked) return give(asked, booth.dataset.number);
    if (booth.dataset.code) pick(booth.dataset.code === asked ? "" : booth.dataset.code);
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "assign-application") pick(event.target.value);
    if (event.target.id === "assign-booth") tell(event.target.value);
  });
  document.addEventListener("input", (event) => {
    const list = { "filter-waiting": ".applicants li", "filter-placed": ".placed tbody tr" }[event.target.id];
    if (!list) return;
    const text = fold(event.target.value.trim());
    document.querySelectorAll(list).forEach((item) => {
      item.hidden = !fold(item.dataset.text).includes(text);
    });
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "only-free") board().classList.toggle("only-free", event.target.checked);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && asked) pick("");
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "z" && (event.ctrlKey || event.metaKey) && !typing) {
      const undo = document.getElementById("undo");
      if (undo) { event.preventDefault(); undo.requestSubmit(); }
    }
  });

  // Drag: begins after six pixels, so that a press stays a press.
  let drag = null;
  let dragged = false;
  const source = (target) => target.closest("#board .js-pick, #board .booth[data-code]");
  const under = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("#board .booth");
  document.addEventListener("pointerdown", (event) => {
    const item = form() && event.button === 0 && source(event.target);
    if (item) drag = { code: item.dataset.code, name: item.dataset.name, x: event.clientX, y: event.clientY };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.ghost) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < THRESHOLD) return;
      drag.ghost = document.createElement("div");
      drag.ghost.className = "drag-ghost";
      drag.ghost.textContent = drag.name;
      document.body.append(drag.ghost);
      document.documentElement.classList.add("dragging");
      requestAnimationFrame(scroll);
      if (asked !== drag.code) pick(drag.code);
    }
    drag.edge = event.clientY < EDGE ? -1 : event.clientY > window.innerHeight - EDGE ? 1 : 0;
    drag.ghost.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 12}px)`;
    const booth = under(event);
    if (booth !== drag.over) {
      drag.over?.classList.remove("over");
      booth?.classList.add("over");
      drag.over = booth;
      if (booth) tell(booth.dataset.number);
    }
  });
  document.addEventListener("pointerover", (event) => {
    const booth = verdicts && !drag && !refused && event.target.closest?.("#board .booth");
    if (booth) tell(booth.dataset.number);
  });
  const scroll = () => {
    if (!drag?.ghost) return;
    if (drag.edge) window.scrollBy(0, drag.edge * 12);
    requestAnimationFrame(scroll);
  };
  const end = (event) => {
    if (!drag) return;
    const { ghost, code } = drag;
    drag.over?.classList.remove("over");
    drag = null;
    document.documentElement.classList.remove("dragging");
    if (!ghost) return;
    ghost.remove();
    dragged = true;
    setTimeout(() => { dragged = false; }, 0);
    const booth = event.type === "pointerup" && under(event);
    if (booth && booth.dataset.code !== code) give(code, booth.dataset.number);
  };
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);

  // A refusal changes nothing on the plan; its sentence stays where the choice is made.
  document.body.addEventListener("htmx:responseError", (event) => {
    const text = event.detail.xhr.getResponseHeader("X-Message");
    if (!text || !board()?.contains(event.detail.elt)) return;
    refused = true;
    const note = event.detail.xhr.getResponseHeader("X-Code") === "note_needed" && event.detail.elt.elements?.note;
    // What asks for a note stands above its field, where it covers neither field nor button.
    say(decodeURIComponent(text), note ? "no beside-note" : "no");
    if (note) note.focus();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "board") return;
    asked = "";
    verdicts = null;
    // A region that was there before is read aloud; one swapped in with its text is not.
    const said = document.getElementById("board-said");
    if (said) said.textContent = board().querySelector(".notices")?.textContent.trim() ?? "";
    if (document.activeElement === document.body) form()?.elements.application.focus({ preventScroll: true });
  });
})();
