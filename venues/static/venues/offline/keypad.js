// Quick keys under the line that is being filled in: add or take away without the keyboard.
import { each, find, language } from "./page.js";
import { field, quantity, written } from "./numbers.js";

const LARGEST = { largest: "999999.999", places: 3 };
let box = null; // the field the keys work on

/** Move the keys to the line of a field. */
function follow(input, keys) {
  box = input;
  input.closest(".stockline").appendChild(keys);
  keys.hidden = false;
}

/** One press: the field's number and the step; never below zero. What cannot be read stays. */
function press(step) {
  const text = written(box.value, language);
  const { value } = text ? quantity(text, LARGEST, false) : { value: 0 };
  if (value === undefined) return;
  box.value = field(Math.max(0, value + step * 1000), language);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

export function prepareKeypad(form) {
  const keys = find("[data-keypad]", form);
  form.addEventListener("focusin", ({ target }) => {
    if (target.matches("[data-column]")) follow(target, keys);
  });
  each("[data-step]", (key) => {
    key.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    key.addEventListener("click", () => press(Number(key.dataset.step)));
  }, keys);
  // The lines are drawn again for another day: the keys wait in the form meanwhile.
  return () => { keys.hidden = true; form.appendChild(keys); };
}
