// Areas that scroll (`data-scrolls`) are a stop of the Tab key for as long as they hold more than they show, so that the
// arrow keys reach the rest; not every browser does that by itself.
const SETTLES = 150;
// A pixel that rounding makes is nothing to scroll to.
const SLACK = 1;

let settling;

function look() {
  for (const area of document.querySelectorAll("[data-scrolls]")) {
    const more = area.scrollWidth > area.clientWidth + SLACK || area.scrollHeight > area.clientHeight + SLACK;
    if (more === area.hasAttribute("tabindex")) continue;
    if (more) area.tabIndex = 0;
    // Whoever stands on it is not thrown off.
    else if (area !== document.activeElement) area.removeAttribute("tabindex");
  }
}

/** Look again once whatever changes has come to rest: measuring in between would cost a layout each time. */
function lookAgain() {
  clearTimeout(settling);
  settling = setTimeout(look, SETTLES);
}

for (const change of ["forge:morphed", "forge:fold", "forge:typeset"]) document.addEventListener(change, lookAgain);
document.fonts.addEventListener("loadingdone", lookAgain);
document.addEventListener("toggle", lookAgain, { capture: true });
document.addEventListener("click", lookAgain);
addEventListener("resize", lookAgain);
lookAgain();
