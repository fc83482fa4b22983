// A browser for the tests: Debian's Chromium, kept from the network; every page that is opened must stay without errors in its console.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const axe = readFileSync(join(here, "../node_modules/axe-core/axe.min.js"), "utf8");
export const BASE = process.env.BASE ?? "http://127.0.0.1:8377";
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS, headless: true });
}

/** A page in a context of its own; `page.errors` holds what its console and the Content-Security-Policy complained of. */
export async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: BASE, ...options });
  const page = await context.newPage();
  page.errors = [];
  const base = options.baseURL ?? BASE;
  page.on("console", (message) => message.type() === "error" && page.errors.push(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => page.errors.push(`${page.url()}: ${error.message}`));
  page.on("request", (request) => request.url().startsWith(base) || request.url().startsWith("data:") || page.errors.push(`left the room: ${request.url()}`));
  return page;
}

export async function close(page) {
  const { errors } = page;
  await page.context().close();
  assert.deepEqual(errors, []);
}

/** What axe-core finds serious or critical on a page: rule, how many, the first place. */
export async function serious(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations
    .filter((violation) => ["serious", "critical"].includes(violation.impact))
    .map((violation) => `${violation.id} ×${violation.nodes.length}: ${violation.nodes[0].html.slice(0, 160)} ${violation.nodes[0].failureSummary?.split("\n")[1] ?? ""}`);
}

export function shot(page, name) {
  return page.screenshot({ path: join(here, `../shots/${name}.png`), fullPage: false });
}
