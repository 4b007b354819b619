// Equations by KaTeX, which is fetched when the first card with one opens.
import { placeOf } from "./files.js";

let loading;

function katex() {
  loading ??= new Promise((resolve, reject) => {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address("katex.min.css") });
    const script = Object.assign(document.createElement("script"), { src: address("katex.min.js") });
    script.onload = () => resolve(window.katex);
    script.onerror = () => reject(new Error("KaTeX could not be fetched"));
    document.head.append(style, script);
  });
  return loading;
}

const address = (file) => placeOf(`vendor/katex/${file}`).href;

/** Typeset every equation within `element` that is visible and not yet typeset from its present source. */
export async function typeset(element) {
  const waiting = [...element.querySelectorAll("[data-tex]")].filter(
    (equation) => equation.dataset.typeset !== equation.dataset.tex && !equation.closest("[hidden]"),
  );
  if (!waiting.length) return;
  let engine;
  try {
    engine = await katex();
  } catch {
    return; // the LaTeX source stays readable
  }
  for (const equation of waiting) {
    engine.render(equation.dataset.tex, equation, { displayMode: equation.dataset.inline === undefined, throwOnError: false, trust: false });
    equation.dataset.typeset = equation.dataset.tex;
  }
  element.dispatchEvent(new CustomEvent("forge:typeset", { bubbles: true }));
}
