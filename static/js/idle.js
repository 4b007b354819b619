/** How long nobody may have done anything before what can wait is done, in milliseconds. */
const STILL = 2000;
const DEEDS = ["input", "click", "keydown"];

/** Resolves once nobody has done anything on the page for a while: what takes the processor must not come between two moves. */
export function still() {
  const listening = new AbortController();
  return new Promise((resolve) => {
    let waited;
    const wait = () => {
      clearTimeout(waited);
      waited = setTimeout(resolve, STILL);
    };
    for (const deed of DEEDS) document.addEventListener(deed, wait, { capture: true, passive: true, signal: listening.signal });
    wait();
  }).then(() => listening.abort());
}
