// Runs before the first paint: the reader's choice of theme, the embedding host's, or the system's; and tells the style
// sheets that scripts run at all.
(() => {
  const root = document.documentElement;
  root.dataset.scripted = "";
  const query = new URLSearchParams(location.search);
  let chosen = query.get("theme");
  try {
    chosen ??= localStorage.getItem("forge:theme");
  } catch {
    // Storage may be closed to an embedded page; the system's choice then stands.
  }
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  if (query.has("embed") && query.get("embed") !== "0") root.dataset.embed = "";
})();
