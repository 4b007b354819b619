// Predict first: before an input is moved or an animation runs, a reader says what a figure will become. Python asks, reads, moves and
// scores (instruments/course/first.py); here is what the page alone knows: what shows now, whether a run has ended, and what this browser
// keeps, among the predictions of the course. It comes when it is first asked for.
import { focus } from "./focus.js";
import { shown } from "./visible.js";

const KEPT = "forge:instrument-course";
const SLOT = "guesses";
const SETTLES = 250;
const UNENDED = 20000;

const card = document.getElementById("predict-first-said");
const ask = document.querySelector("#predict-first [data-act]");
let turn = 0;
let sent = 0;
let opener;
let unkept;

/** Open the card below the opening row, or close it. @param {HTMLElement} button */
export function toggle(button) {
  if (!card.hidden && opener === button) return close();
  for (const each of document.querySelectorAll(".predict-first")) each.setAttribute("aria-expanded", String(each === button));
  opener = button;
  button.closest(".opening").after(card);
  const waiting = "The model is still starting; the question comes as soon as it is up.";
  card.replaceChildren(Object.assign(document.createElement("p"), { className: "hint", textContent: waiting }));
  card.hidden = false;
  propose();
}

function close() {
  card.hidden = true;
  opener.setAttribute("aria-expanded", "false");
  focus(opener);
}

/** What can be asked now: which figure after which input, if both show; which before which button runs something, if it does not show yet. */
function questions(instrument) {
  return opener.dataset.predict.split(";").filter((asked) => {
    const [row, act] = asked.split(" before ");
    if (act) return starterOf(act)?.checkVisibility() && !shows(row);
    const [after, input] = row.split(" after ");
    return shows(after) && document.querySelector(`#${instrument}-${input.replaceAll("_", "-")} .entry`)?.checkVisibility();
  });
}

const starterOf = (act) => shown(`[data-runs="${CSS.escape(act)}"]`);
const shows = (row) => Number(shown(`:is([data-field="${CSS.escape(row)}"], [data-told="${CSS.escape(row)}"])`)?.dataset.value) > 0;

function propose(more = {}) {
  const { instrument } = opener.closest("[data-instrument]").dataset;
  const found = questions(instrument);
  send({ instrument, asked: found[turn % found.length], ...more });
}

function send(message) {
  sent += 1;
  ask.dataset.argument = JSON.stringify({ ...message, held: held(), turn: sent });
  ask.click();
}

card.addEventListener("submit", (event) => {
  event.preventDefault();
  send(Object.fromEntries(new FormData(event.target)));
});

card.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  if (button.matches("[data-first-close]")) close();
  else if (button.matches("[data-first-another]")) {
    turn += 1;
    propose();
  } else if (button.matches("[data-first-back]")) {
    send(JSON.parse(button.dataset.firstBack));
    button.disabled = true;
  } else if (button.matches("[data-first-forget]")) {
    store("");
    propose({ deleted: true });
  }
});

card.addEventListener("forge:morphed", async () => {
  const kept = card.querySelector("[data-first-kept]");
  if (kept) store(kept.value);
  focus(card.querySelector("[data-first-outcome], [name=guess]") ?? card);
  const form = card.querySelector("form");
  const starter = form?.dataset.firstRuns && starterOf(form.dataset.firstRuns);
  if (!starter) return;
  const message = Object.fromEntries(new FormData(form));
  starter.click();
  await ended(message.asked.split(" before ")[0], starter);
  send({ ...message, ran: true });
});

/** Resolves once a figure has come to show, or once what a button runs has been stopped or does not come to its end. */
function ended(row, starter) {
  return new Promise((resolve) => {
    let runs = false;
    let timer = setTimeout(done, UNENDED);
    const watch = new MutationObserver(() => {
      const still = starter.getAttribute("aria-pressed") === "true";
      if (still && !runs) clearTimeout(timer);
      const over = runs && !still;
      runs = still;
      if (shows(row)) done();
      else if (over) timer = setTimeout(done, SETTLES);
    });
    function done() {
      clearTimeout(timer);
      watch.disconnect();
      resolve();
    }
    watch.observe(shown(""), { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["data-value", "aria-pressed"] });
  });
}

// --- what is kept: among the predictions of the course, which reads them ------------------------------
function slots() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return found && typeof found === "object" && !Array.isArray(found) ? found : {};
  } catch {
    return {};
  }
}

const held = () => unkept ?? slots()[SLOT] ?? "";

/** Where nothing can be kept, it lasts as long as the page. */
function store(guesses) {
  const kept = { ...slots(), [SLOT]: guesses };
  if (!guesses) delete kept[SLOT];
  const newValue = JSON.stringify(kept);
  try {
    localStorage.setItem(KEPT, newValue);
    unkept = undefined;
  } catch {
    unkept = guesses;
    return;
  }
  // A course that is open in this very page hears of it as that of another window does.
  dispatchEvent(new StorageEvent("storage", { key: KEPT, newValue }));
}
