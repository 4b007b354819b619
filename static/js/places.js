/**
 * Where instruments are. Python knows each by a fragment, `/forge?<state>`. A site has a page for each, and its address is that
 * page with the state behind the number sign: `.../forge/#<state>`. Where there is but one page, of a server or in a frame whose
 * sandbox lets no address be changed, or where it comes from a disk, the fragment itself stands there.
 */

const LONGEST = 8192;
const FRAGMENT = /^\/([\w-]+)\/?(?:\?(.*))?$/s;

const { manifest, base } = window.forgeStart ?? {};
const apart = Boolean(manifest) && location.protocol !== "file:" && origin !== "null";

/** Whether the page stands in another one. */
const framed = window !== top;

/** Where the page was when it came: what is written in it is written from there, whatever its address has become since. */
const CAME = apart && new URL(manifest.root ? `${manifest.page}/` : "", base);
/** But for what means the page at hand (`#part`, `?query`), and what is a whole address already. */
const WRITTEN_FROM = ":is(a, area, link[rel=icon])[href]:not([href^='#'], [href^='?'], [href^='http'], [href^='mailto:'])";

/**
 * The fragment that an address of this site stands for: "" for none in particular, and nothing where it leads elsewhere, or to
 * a place within the page.
 *
 * @param {URL | Location} [address]
 * @returns {string | undefined}
 */
export function fragmentOf({ origin: from, pathname, hash } = location) {
  const said = hash.slice(1, LONGEST);
  const folder = apart ? new URL(base).pathname : pathname;
  const path = pathname.slice(folder.length).replace(/(^|\/)(index\.html)?$/, "");
  const instrument = path || manifest?.page;
  if (apart && !(from === origin && pathname.startsWith(folder) && manifest.pages.includes(instrument))) return undefined;
  if (said.startsWith("/")) return said;
  if (said && document.getElementById(said)) return undefined;
  return apart ? `/${instrument}?${said}` : said;
}

/**
 * The address that shows what a fragment stands for.
 *
 * @param {string} fragment
 * @returns {string}
 */
export function addressOf(fragment) {
  const [, instrument, state] = FRAGMENT.exec(fragment) ?? [];
  if (!apart || !manifest.pages.includes(instrument)) return new URL(`#${fragment}`, location.href).href;
  const url = new URL(`${instrument}/`, base);
  url.search = location.search;
  url.hash = state ?? "";
  return url.href;
}

/**
 * Let the browser show an address of this page, as a step that one can go back from or in the place of the present one.
 *
 * @param {string} address
 * @param {boolean} step An address without a state then stands for the instrument as it was left, not for a new page.
 */
export function show(address, step) {
  if (address === location.href) return;
  if (new URL(address).pathname !== location.pathname) hold(document);
  // In a frame it would be a step of the page around it.
  if (step && !framed) history.pushState({ left: true }, "", address);
  else history.replaceState(history.state, "", address);
}

/**
 * Let links lead where they were written to lead: once the address of the page is another than the one that it came from, a browser
 * would look for them below the new one, and for the icon too.
 *
 * @param {Document | DocumentFragment} part The page, or what is about to come into it.
 */
export function hold(part) {
  if (!apart) return;
  for (const link of part.querySelectorAll(WRITTEN_FROM)) link.setAttribute("href", new URL(link.getAttribute("href"), CAME).href);
}

/**
 * The fragment that a link leads to, whether it names the instrument's page or stands behind the number sign of this one.
 *
 * @param {HTMLAnchorElement} link
 */
export function leadsTo(link) {
  const own = link.hash.startsWith("#/") && link.pathname === location.pathname && !link.target;
  return ledTo(link) ?? (own ? link.hash.slice(1) : undefined);
}

/**
 * The fragment of an instrument, if the page is to go where a link leads by itself: the browser would open another page, or in a
 * frame make it a step of the page around it.
 *
 * @param {HTMLAnchorElement} link
 */
export const takenOver = (link) => (framed ? leadsTo(link) : ledTo(link));

function ledTo(link) {
  if (!apart || link.target || link.download) return undefined;
  const url = new URL(link.href, location.href);
  const fragment = fragmentOf(url);
  // A link to an instrument without a state comes back to it as it was left.
  return fragment?.replace(/\?$/, "");
}
