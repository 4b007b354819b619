// Terms that are marked in the page: what shows what they mean comes with the first that is pointed at, stood on or pressed.

const FIRST = ["pointerover", "focusin", "click"];
/** What was done to terms before that had come. */
const done = [];

function wanted({ type, target, pointerType, button, metaKey, ctrlKey, shiftKey, altKey }) {
  const mark = target.closest?.(".term");
  if (type === "pointerover") return mark && pointerType !== "touch";
  if (type === "focusin") return (mark || target.matches?.("button:has(.term)")) && target.matches(":focus-visible");
  return mark?.href && button === 0 && !(metaKey || ctrlKey || shiftKey || altKey);
}

function first(event) {
  if (!wanted(event)) return;
  // The link is for who has no script.
  if (event.type === "click") event.preventDefault();
  done.push(event);
  if (done.length > 1) return;
  import("./term.js").then(({ begin }) => {
    for (const kind of FIRST) document.removeEventListener(kind, first, true);
    begin(done);
  });
}

for (const kind of FIRST) document.addEventListener(kind, first, true);
