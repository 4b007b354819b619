/**
 * The line between a server's page and its server.  Where it breaks, nothing can be moved that would be lost: the page rests, says
 * so, and is opened again with its design, the last moves too, as soon as the server answers.  Where no answer comes on a line that
 * seems whole, the page says that its figures are older than its controls.
 */

import { carried } from "./carried.js";
import { showFailure } from "./failures.js";
import { tellLate, watchOver } from "./watch.js";

/** A server may think so long, in milliseconds, before the page says that it waits, and so long before the line is taken for dead. */
const UNANSWERED = 2_000;
const DEAD = 20_000;
const FIRST_TRY = 500;
const LAST_TRY = 5_000;

let leaving = false;
let broken = false;
/** @type {WebSocket | undefined} */
let line;
/** When something was sent that nothing has come back for. */
let asked = 0;
let waiting;

class Watched extends WebSocket {
  constructor(...all) {
    super(...all);
    line = this;
    let opened = false;
    this.addEventListener("open", () => (opened = true));
    this.addEventListener("message", answered);
    this.addEventListener("close", ({ code }) => leaving || broke(opened, code));
  }

  /** The server answers every message, if only to say that it has come. */
  send(...all) {
    super.send(...all);
    ask();
  }
}

window.WebSocket = Watched;
addEventListener("pagehide", () => (leaving = true));
addEventListener("pageshow", () => (leaving = false));
watchOver(() => asked > 0 || broken);

function ask() {
  // How long the page takes to come is not told in these words.
  if (asked || !performance.getEntriesByName("forge:live").length) return;
  asked = performance.now();
  waiting = setInterval(look, UNANSWERED / 4);
}

function answered() {
  asked = 0;
  clearInterval(waiting);
  tellLate(false);
}

/** Say that an answer is due; give up a line on which none comes. */
function look() {
  const since = performance.now() - asked;
  if (since > DEAD) {
    // A browser may take minutes to find out by itself.
    broke(true, "none");
    line.close();
  }
  if (since >= UNANSWERED && !broken) tellLate(true, "server");
}

/**
 * @param {boolean} opened Whether the line ever was one.
 * @param {number | string} code What the browser says of its end.
 */
async function broke(opened, code) {
  if (broken) return;
  broken = true;
  answered();
  document.getElementById("page").disabled = true;
  showFailure(opened ? "lost" : "no-socket", `WebSocket closed, code ${code}`, again);
  // A line that never opens would not open after a reload either.
  if (!opened) return;
  for (let wait = FIRST_TRY; ; wait = Math.min(2 * wait, LAST_TRY)) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    const response = await fetch(import.meta.url, { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (response?.ok) return again();
  }
}

/** Open the page anew, with what was moved and not answered any more. */
function again() {
  history.replaceState(history.state, "", carried());
  location.reload();
}
