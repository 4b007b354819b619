/**
 * Visit the page in a new profile of Firefox, over WebDriver BiDi; print what was measured as JSON, one line a visit.
 *
 * Called with one JSON argument: {driver, executable, url, live, moves, inputs, again}. Where `again` is set, a line "ready" tells
 * that a service worker has everything, the network may go, and a second visit follows once a line comes in.
 */
import { readFile } from "node:fs/promises";
import { once } from "node:events";
import { pathToFileURL } from "node:url";

const BOOT_LIMIT = 120_000;
const { driver, executable, url, live, moves, inputs, again } = JSON.parse(process.argv[2]);
const { default: puppeteer } = await import(pathToFileURL(driver).href);
const beside = (name) => readFile(new URL(name, import.meta.url), "utf8");
const [listeners, slide, drag] = await Promise.all(["listeners.js", "slide.js", "drag.js"].map(beside));
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const browser = await puppeteer.launch({ browser: "firefox", executablePath: executable, headless: true, protocolTimeout: BOOT_LIMIT });
try {
  tell(await visit());
  if (again) {
    const { page } = await open();
    const kept = await page.evaluate(hasServiceWorker);
    tell(kept ? "ready" : "no service worker");
    if (kept) {
      await once(process.stdin, "data");
      tell(await visit());
    }
  }
} finally {
  await browser.close();
}
process.exit();

async function open() {
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  page.setDefaultTimeout(BOOT_LIMIT);
  await page.evaluateOnNewDocument(listeners);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await pause(800);
  await page.goto(url, { waitUntil: "domcontentloaded" });
  await page.waitForFunction(`performance.getEntriesByName("${live}").length || document.getElementById("boot-failure")`, { polling: 100 });
  const failure = await page.evaluate(() => document.getElementById("boot-failure")?.innerText);
  if (failure) throw new Error(failure);
  return { page, complaints };
}

async function visit() {
  const { page, complaints } = await open();
  const measured = await page.evaluate((mark) => window.bench.report(mark), live); measured.w = await page.evaluate(() => performance.getEntriesByType("mark").filter((m)=>m.name.startTime >= 0).map((m)=>m.name+" @"+Math.round(m.startTime)));
  const updates = await page.evaluate(`(${slide.trim()})(${moves})`);
  const dragged = await page.evaluate(`(${drag.trim()})(${inputs})`);
  const boot = await page.evaluate(() => document.documentElement.dataset.boot);
  await page.close();
  return { ...measured, boot, complaints, updates_ms: updates, drag_ms: dragged };
}

async function hasServiceWorker() {
  for (let waited = 0; waited < 10_000; waited += 100) {
    if (await navigator.serviceWorker?.getRegistration()) {
      const late = new Promise((resolve) => setTimeout(resolve, 30_000, undefined));
      return Boolean(await Promise.race([navigator.serviceWorker.ready, late]));
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
