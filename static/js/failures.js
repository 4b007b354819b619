/** What a person is told when the model cannot start: what happened, what to do, and a way to try again. */

import { focus } from "./focus.js";

/** @type {Record<string, {title: string, advice: string, retry: boolean}>} */
const FAILURES = {
  file: {
    title: "Opened from a file",
    advice: "Browsers let a page from disk neither start workers nor load its parts. Serve the folder, for example with “python -m http.server”, and open the address it prints.",
    retry: false,
  },
  "no-webassembly": {
    title: "WebAssembly is not available",
    advice: "The model is Python compiled to WebAssembly. This browser has it switched off, or is too old: allow it for this page or use a current browser.",
    retry: true,
  },
  "no-module-worker": {
    title: "This browser cannot run the model",
    advice: "It does not start module workers, which current versions of Chrome, Edge, Firefox and Safari do.",
    retry: true,
  },
  missing: {
    title: "A file of this page is missing",
    advice: "The copy on this server is not complete. Try again in a moment; if it stays so, tell whoever runs the server.",
    retry: true,
  },
  "wrong-type": {
    title: "The server sends something else in place of a file",
    advice: "It may answer unknown addresses with its start page, or send scripts under the wrong type. Whoever runs the server can mend this.",
    retry: true,
  },
  truncated: {
    title: "A file arrived incomplete",
    advice: "The connection broke, or the copy on the server is damaged.",
    retry: true,
  },
  unreachable: {
    title: "The server cannot be reached",
    advice: "Check the connection.",
    retry: true,
  },
  stalled: {
    title: "The start takes too long",
    advice: "Nothing has moved for a while.",
    retry: true,
  },
  policy: {
    title: "A policy of this site blocks the page",
    advice: "Its Content-Security-Policy forbids what the page is made of. Whoever runs the server can allow it, in the header or the element that sets the policy:",
    retry: false,
  },
  "packed-twice": {
    title: "The server packs a file once more",
    advice: "It sends one that is packed already as if it were a text (Content-Encoding) and does not say so, or says it twice. Whoever runs the server can leave out files that end in .bin.",
    retry: false,
  },
  memory: {
    title: "There is not enough memory",
    advice: "The model does not fit into what the browser may use. Close other pages or programs, or use a device that has more.",
    retry: true,
  },
  lost: {
    title: "The connection to the server is lost",
    advice: "The page rests until the server answers again, and then comes back with your design.",
    retry: true,
  },
  "no-socket": {
    title: "The server's answers do not come through",
    advice: "The page needs a WebSocket. A proxy in front of the server has to pass it on (in nginx: proxy_http_version 1.1, and the headers Upgrade and Connection), and the server has to allow the address of the page (--allow-websocket-origin).",
    retry: false,
  },
  stopped: {
    title: "The model stopped",
    advice: "It was started again several times and stopped each time. Your last change may be what it cannot do.",
    retry: true,
  },
  python: {
    title: "The model could not start",
    advice: "Something in it failed. Trying again may help.",
    retry: true,
  },
};

/**
 * Say what went wrong. The prerendered page stays as it is.
 *
 * @param {string} reason A key of the table above.
 * @param {string} detail For those who want to know: the file or the message.
 * @param {() => void} again
 */
export function showFailure(reason, detail, again) {
  clearFailure();
  document.getElementById("guard-failure")?.remove(); // this one knows more
  // Whatever it led to, this is the cause.
  const [forbidden] = window.forgeGuard?.blocked ?? [];
  if (forbidden) [reason, detail] = ["policy", `${forbidden.directive} ${forbidden.needed}`];
  const { title, advice, retry } = FAILURES[reason] ?? FAILURES.python;
  const notice = Object.assign(document.createElement("div"), { className: "boot-failure", id: "boot-failure" });
  notice.setAttribute("role", "alert");
  notice.dataset.reason = reason;
  const heading = Object.assign(document.createElement("strong"), { textContent: title });
  const text = Object.assign(document.createElement("p"), { textContent: `${advice} The figures on this page stay readable, and are those of the last design that was worked out.` });
  notice.append(heading, text);
  if (detail) notice.append(Object.assign(document.createElement("code"), { textContent: detail.slice(0, 300) }));
  if (retry) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button primary", textContent: "Try again" });
    button.addEventListener("click", () => {
      clearFailure();
      again();
    });
    notice.append(button);
  }
  const close = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Close" });
  close.addEventListener("click", clearFailure);
  notice.append(close);
  document.body.append(notice);
}

export function clearFailure() {
  const notice = document.getElementById("boot-failure");
  if (notice?.contains(document.activeElement)) focus(document.getElementById("stage"));
  notice?.remove();
}
