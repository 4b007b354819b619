// What the registry knows of an equation, in a dialog over the page: Python writes it, at once or as soon as it is up.
import { typeset } from "./typeset.js";

const dialog = document.getElementById("statement");
const text = document.getElementById("statement-text");
let afterwards = () => {};

dialog.addEventListener("click", ({ target }) => {
  if (target === dialog || target.closest("[data-statement-close]")) dialog.close();
});
dialog.addEventListener("forge:morphed", () => typeset(dialog));
dialog.addEventListener("close", () => afterwards());

/**
 * Show an equation.
 *
 * @param {string} title
 * @param {string} equation Its id.
 * @param {() => void} [closed] What is done once the dialog has closed; by itself the focus goes back to where it was.
 */
export function state(title, equation, closed = () => {}) {
  afterwards = closed;
  dialog.querySelector("h2").textContent = title;
  const ask = dialog.querySelector("[data-act]");
  if (ask.dataset.argument !== equation) {
    const waiting = "The model is still starting; the equation comes as soon as it is up.";
    text.replaceChildren(Object.assign(document.createElement("p"), { className: "empty", textContent: waiting }));
  }
  ask.dataset.argument = equation;
  dialog.showModal();
  ask.click();
}
