/* Stands in the page itself, so that it is there when other scripts are not: it tells which of them did not come, and
   that a page opened from disk cannot start at all. static/js/failures.js has the words for everything after that. */
{
  const tell = (title, advice, detail) => {
    const show = () => {
      if (document.getElementById("guard-failure")) return;
      const notice = Object.assign(document.createElement("div"), { className: "boot-failure", id: "guard-failure" });
      notice.setAttribute("role", "alert");
      const text = `${advice} The figures on this page stay readable.`;
      for (const [tag, content] of [["strong", title], ["p", text], ["code", detail]]) {
        if (content) notice.append(Object.assign(document.createElement(tag), { textContent: content }));
      }
      if (detail) {
        const again = Object.assign(document.createElement("button"), { type: "button", textContent: "Try again" });
        again.addEventListener("click", async () => {
          // The browser may have kept the bad copy.
          const scripts = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /\.m?js$/.test(name));
          await Promise.all([detail, ...scripts].map((url) => fetch(url, { cache: "reload" }).then((got) => got.text()).catch(() => {})));
          location.reload();
        });
        notice.append(again);
      }
      document.body.append(notice);
    };
    if (document.body) show();
    else document.addEventListener("DOMContentLoaded", show);
  };

  if (location.protocol === "file:") {
    tell(
      "Opened from a file",
      "Browsers let a page from disk neither start workers nor load its parts. Serve the folder, for example with “python -m http.server”, and open the address it prints.",
    );
  } else {
    addEventListener("error", ({ target, error, filename }) => {
      const scripts = "Whoever runs the server can mend this, if trying again does not.";
      if (target instanceof HTMLScriptElement && "handled" in target.dataset) return;
      if (target instanceof HTMLScriptElement) tell("A script of this page did not come", `It, or one that it needs, is missing or sent as something else. ${scripts}`, target.src);
      else if (error instanceof SyntaxError) tell("A script of this page is damaged", `It arrived incomplete, or as something else. ${scripts}`, filename);
    }, true);
    // Half a script may well be one that runs. By now boot.js has, or it did not come.
    addEventListener("load", () => {
      const { src } = document.querySelector("script[type=module]");
      if (!window.forgeStart?.taken) tell("A script of this page is damaged", "It arrived incomplete. Whoever runs the server can mend this, if trying again does not.", src);
    });
  }
}
