/* Stands before all other scripts, in the static page itself, so that it is there when they are not: it tells which of them
   did not come, that a page opened from disk cannot start at all, what a frame has to allow, and what a policy forbids.
   static/js/failures.js has the words for everything after that. */
{
  const file = location.protocol === "file:";
  // A frame whose sandbox lacks "allow-same-origin" gives the page an origin of its own, called "null": the files of its own
  // server are another's to it, and come only where that server lets everybody read them.
  const sandboxed = origin === "null" && !file;

  // A host may put scripts of others into the page, and any of them may be missing or blocked: that is nothing to us.
  const own = (url) => {
    const { origin: from, pathname } = new URL(url, document.baseURI);
    return from === location.origin && /\/(assets|runtime|static)\//.test(pathname);
  };
  const live = () => performance.getEntriesByName("forge:live").length > 0;

  /** What a policy of this site kept from the page: the directive, and what it would have to allow. */
  const blocked = [];
  const NEEDED = { "script-src": "'self'", "worker-src": "'self' data: blob:", "connect-src": "'self'" };
  const violated = ({ effectiveDirective, blockedURI }) => {
    const directive = effectiveDirective.replace(/-(elem|attr)$/, "");
    const ours = /^https?:/.test(blockedURI) ? own(blockedURI) : blockedURI === "wasm-eval" || directive === "worker-src";
    if (!ours || !(directive in NEEDED) || blocked.some((each) => each.directive === directive)) return;
    blocked.push({ directive, needed: blockedURI === "wasm-eval" ? "'wasm-unsafe-eval'" : NEEDED[directive] });
  };
  document.addEventListener("securitypolicyviolation", violated);

  // A page that is older than its host's files lacks them, and is loaded anew: once, until it is live (docs/hosting.md).
  const buildOf = (text) => /"build":"(\w+)"/.exec(text)?.[1];
  const build = buildOf(document.getElementById("forge-manifest")?.textContent ?? "");
  let renewed = typeof history.state?.renewed === "string";
  const kept = () => {
    try {
      return Boolean(navigator.serviceWorker?.controller);
    } catch {
      return false; // in a sandbox
    }
  };

  /** Whether the host has another build than this page's, past what the browser has kept. */
  const outdated = async () => {
    const page = new URL(location.href);
    if (kept()) page.searchParams.set("build", ""); // not answered by static/offline/service-worker.js
    const there = buildOf(await fetch(page, { cache: "reload" }).then((got) => (got.ok ? got.text() : ""), () => ""));
    return Boolean(there) && there !== build;
  };

  // One look serves for all that is missed within a second.
  let looking;
  const look = () => outdated().finally(() => setTimeout(() => (looking = undefined), 1000));

  /** Load another build of the page, if there is one, at an address; once it is live, go to the fragment `then`. */
  const renew = async (address = () => location.href, then = "") => {
    if (!build || renewed || !(await (looking ??= look()))) return;
    reload(address(), then);
    await new Promise(() => {});
  };

  const reload = (address, then = "") => {
    history.replaceState({ ...history.state, renewed: then }, "", address);
    location.reload();
  };

  /** The page is live; returns where it was to go then. */
  const arrived = () => {
    const { renewed: then = "", ...state } = history.state ?? {};
    if (renewed) history.replaceState(state, "");
    renewed = false;
    return then;
  };

  const element = (tag, properties) => Object.assign(document.createElement(tag), properties);

  const tell = (title, advice, detail, ...ways) => {
    const show = () => {
      if (document.getElementById("guard-failure")) return;
      const notice = element("div", { className: "boot-failure", id: "guard-failure" });
      notice.setAttribute("role", "alert");
      const text = `${advice} The figures on this page stay readable.`;
      for (const [tag, content] of [["strong", title], ["p", text], ["code", detail]]) {
        if (content) notice.append(element(tag, { textContent: content }));
      }
      const close = element("button", { type: "button", className: "button", textContent: "Close" });
      close.addEventListener("click", () => notice.remove());
      notice.append(...ways, close);
      document.body.append(notice);
      // Nothing listens, and it shows (static/css/unscripted.css).
      if (!document.getElementById("page").disabled) return;
      document.documentElement.dataset.told = "";
      delete document.documentElement.dataset.scripted;
    };
    if (document.body) show();
    else document.addEventListener("DOMContentLoaded", show);
  };

  const tellSandbox = () =>
    tell(
      "The frame keeps this page from its own files",
      "It is in a sandbox that does not say \u201callow-same-origin\u201d. Let the frame say sandbox=\"allow-scripts allow-same-origin\", leave the attribute out, or open the page by itself:",
      "",
      element("a", { href: location.href, target: "_blank", rel: "noopener", textContent: location.href }),
    );

  const tellScript = async (title, advice, url) => {
    await renew();
    const again = element("button", { type: "button", className: "button primary", textContent: "Try again" });
    again.addEventListener("click", async () => {
      // The browser may have kept the bad copy.
      const scripts = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /\.m?js$/.test(name));
      await Promise.all([url, ...scripts].map((each) => fetch(each, { cache: "reload" }).then((got) => got.text()).catch(() => {})));
      location.reload();
    });
    const told = () => tell(title, `${advice} Whoever runs the server can mend this, if trying again does not.`, url, again);
    if (sandboxed) fetch(url).then(told, tellSandbox);
    else told();
  };

  if (file) {
    tell(
      "Opened from a file",
      "Browsers let a page from disk neither start workers nor load its parts. Serve the folder, for example with \u201cpython -m http.server\u201d, and open the address it prints.",
    );
  } else {
    addEventListener("error", ({ target, error, filename }) => {
      if (live() || !own(target.src || target.href || filename || location.href)) return;
      if (target instanceof HTMLLinkElement) renew();
      if (target instanceof HTMLScriptElement && "handled" in target.dataset) return;
      if (target instanceof HTMLScriptElement) tellScript("A script of this page did not come", "It, or one that it needs, is missing or sent as something else.", target.src);
      else if (error instanceof SyntaxError) tellScript("A script of this page is damaged", "It arrived incomplete, or as something else.", filename);
    }, true);
    // Half a script may well be one that runs. By now boot.js has, or page.js where a server answers; or it did not come.
    addEventListener("load", () => {
      const { src } = document.querySelector("script[type=module]");
      const runs = window.forgeStart ? window.forgeStart.taken : !document.getElementById("page").disabled;
      if (!runs && !live()) tellScript("A script of this page is damaged", "It arrived incomplete.", src);
    });
  }
  // What is live lacks nothing that it needs.
  for (const name of ["forge:live", "forge:arrived"]) document.addEventListener(name, () => document.getElementById("guard-failure")?.remove());
  window.forgeGuard = { sandboxed, tellSandbox, blocked, violated, renew, reload, arrived };
}
