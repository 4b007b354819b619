/**
 * Brings what a cell needs once a reader comes near one, and not earlier: when it is about to be seen, when a program is to be
 * opened, and when an address holds one.
 */

import { partOf } from "./link.js";

const NEAR = "300px";
const cells = () => import("./cells.js");

const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      cells().then(({ enliven }) => enliven(target), () => {}); // it stays readable
    }
  },
  { rootMargin: NEAR },
);

const watched = new WeakSet();
function watch() {
  for (const place of document.querySelectorAll(".cell[data-cell]:not([data-alive])")) {
    if (!watched.has(place)) seen.observe(place);
    watched.add(place);
  }
}
document.addEventListener("forge:morphed", watch);
document.addEventListener("forge:bound", watch);
document.addEventListener("forge:shown", watch);

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-opens-cell]");
  if (!button) return;
  const { cellTitle: title, cellCode: code } = button.dataset;
  cells().then(({ openSheet }) => openSheet({ title, code }));
});

/** Take a program out of the address, before Python or a server's page is told where the page is. */
function takeLinked() {
  const linked = partOf(location.hash);
  if (!linked) return;
  history.replaceState(history.state, "", linked.rest || location.pathname + location.search);
  cells().then(({ openLinked }) => openLinked(linked));
}
addEventListener("hashchange", takeLinked, true);

takeLinked();
watch();
