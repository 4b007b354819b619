// Runs before the first paint: the reader's choice of theme, the embedding host's, or the system's; how large type is; whether the stack is
// folded, by the reader or for want of room (stack.js folds it from then on); and tells the style sheets that scripts run at all.
(() => {
  const LARGE = 20;
  const root = document.documentElement;
  root.dataset.scripted = "";
  // A browser's standard type is 16 px, and the reader may have made it larger, or set a smallest.
  if (parseFloat(getComputedStyle(root).fontSize) >= LARGE) root.dataset.large = "";
  const query = new URLSearchParams(location.search);
  let chosen = query.get("theme");
  let folded = false; // by the reader
  try {
    folded = localStorage.getItem("forge:stack") === "folded";
    chosen ??= localStorage.getItem("forge:theme");
  } catch {
    // Storage may be closed to an embedded page; the system's choice then stands.
  }
  // Where the reader's colours are forced, they are the theme.
  const forced = matchMedia("(forced-colors: active)").matches;
  if ((chosen === "light" || chosen === "dark") && !forced) root.dataset.theme = chosen;
  root.toggleAttribute("data-stack-folded", folded || !matchMedia("(min-width: 90em)").matches);
  if (query.has("embed") && query.get("embed") !== "0") root.dataset.embed = "";
})();
