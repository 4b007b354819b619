// Buttons that stand in a row take one stop of the Tab key; arrows, Home and End go between them. The row says so with
// `data-roving`: "tabs" for those of which one is always chosen and which go round, "line" for those that a reader only looks along.
const KEYS = {
  tabs: { ArrowLeft: -1, ArrowRight: 1 },
  line: { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 },
};

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-roving]");
  if (!row || event.target.localName !== "button") return;
  const { roving } = row.dataset;
  const buttons = [...row.querySelectorAll("button:not(:disabled)")];
  const last = buttons.length - 1;
  const step = KEYS[roving][event.key];
  const to = step ? buttons.indexOf(event.target) + step : { Home: 0, End: last }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const next = buttons.at(roving === "tabs" ? to % buttons.length : Math.min(Math.max(to, 0), last));
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  if (roving === "tabs") next.click();
});
