// What an analyst does: filter, keys, from a figure to its sentence, review, downloads, permalinks, the back button.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BASE, close, launch, open } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("filter, then back: the address holds the filter", async () => {
  const page = await open(browser);
  await page.goto("/events");
  const all = await page.locator("tbody tr").count();
  await page.getByLabel("Words").fill("taliban");
  await page.getByRole("button", { name: "Show" }).click();
  await page.waitForURL(/q=taliban/);
  assert.ok((await page.locator("tbody tr").count()) > 0);
  await page.getByText("Narrow down").click();
  await page.locator("details a[href*='type=']").first().click();
  await page.waitForURL(/type=[A-Z]+/);
  const narrowed = page.url();
  await page.locator(".chips a").first().click();
  assert.notEqual(page.url(), narrowed);
  await page.goBack();
  assert.equal(page.url(), narrowed);
  await page.goBack();
  await page.goBack();
  assert.equal(await page.locator("tbody tr").count(), all);
  await close(page);
});

test("keys: j and k move and load the source beside, Enter opens, c copies", async () => {
  const page = await open(browser, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto("/", { waitUntil: "networkidle" });
  const titles = await page.locator(".card h3").allInnerTexts();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const current = page.locator('.card[aria-current="true"] h3');
  assert.equal(await current.innerText(), titles[2]);
  await page.waitForFunction((title) => document.querySelector("#beside h2")?.textContent?.trim() === title, titles[2].trim());
  await page.keyboard.press("k");
  assert.equal(await current.innerText(), titles[1]);
  await page.keyboard.press("c");
  await page.waitForFunction(() => document.querySelector("[data-told]")?.textContent === "Citation copied.");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(copied.startsWith(titles[1].trim()) && copied.includes("snapshot="), copied);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/events\/[0-9a-f]+/);
  await close(page);
});

test("focus: the first Tab leads past the menu, and the focus can be seen", async () => {
  const page = await open(browser);
  await page.goto("/events");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  assert.match(page.url(), /#main$/);
  await page.keyboard.press("Tab");
  const focus = await page.evaluate(() => [document.activeElement?.closest("main") !== null, getComputedStyle(document.activeElement).outlineStyle]);
  assert.deepEqual(focus, [true, "solid"]);
  await close(page);
});

test("from a region's figure to its sentence", async () => {
  const page = await open(browser);
  await page.goto("/regions/Central%20Asia", { waitUntil: "networkidle" });
  assert.ok((await page.locator('[data-island="map"] svg .disc').count()) > 0);
  assert.ok((await page.locator('[data-island="network"] canvas').count()) > 0);
  const figure = page.locator("table.matrix td a").first();
  const count = Number(await figure.innerText());
  await figure.click();
  await page.waitForURL(/\/events\?event=/);
  assert.equal(await page.locator("tbody tr").count(), count);
  await page.locator("tbody td a").first().click();
  await page.waitForURL(/\/events\/[0-9a-f]+/);
  const sentence = (await page.locator("ol.list blockquote.said").first().innerText()).trim();
  await page.locator("ol.list .meta a").first().click();
  await page.waitForURL(/\/reports\/.+#c/);
  const flat = (text) => text.replace(/\s+/g, " ");
  assert.ok(flat(await page.locator("main").innerText()).includes(flat(sentence)));
  await close(page);
});

test("review a claim with the keyboard; it stays after reloading", async () => {
  const page = await open(browser);
  await page.goto("/review", { waitUntil: "networkidle" });
  const title = await page.locator(".card h3").first().innerText();
  await page.keyboard.press("a");
  await page.waitForFunction((first) => document.querySelector(".card h3")?.textContent?.trim() !== first, title.trim());
  await page.goto("/review?show=reviewed");
  assert.ok((await page.locator(".card").count()) >= 1);
  const answer = await (await fetch(`${BASE}/api/v1/reviews`)).json();
  assert.ok(answer.items.length >= 1);
  await close(page);
});

test("downloads hold exactly what is shown", async () => {
  const page = await open(browser);
  await page.goto("/events?q=taliban");
  const total = Number((await page.locator("h1 .soft").innerText()).replace(",", ""));
  const links = Object.fromEntries(await page.locator("a[href^='/api/v1/events']").evaluateAll((found) => found.map((a) => [a.textContent, a.href])));
  const lines = (await (await fetch(links.JSONL)).text()).trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.length, total);
  const shown = await page.locator("td[data-label='What'] a").evaluateAll((found) => found.map((a) => a.getAttribute("href").split("/").pop()));
  assert.deepEqual(lines.slice(0, shown.length).map((row) => row.event_id), shown);
  const csv = await (await fetch(links.CSV)).text();
  assert.match(csv.split("\n")[0], /event_id/);
  await close(page);
});

test("a permalink of another state of the store says so", async () => {
  const page = await open(browser);
  await page.goto("/events?snapshot=0123456789abcdef");
  assert.match(await page.locator(".strip").innerText(), /has changed since this link was made/);
  await page.getByText("permalink").click();
  await page.waitForURL(/snapshot=[0-9a-f]{16}/);
  assert.equal(await page.getByText("has changed since this link was made").count(), 0);
  await close(page);
});

test("a pair's series has a table with the same figures, weeks without events among them", async () => {
  const page = await open(browser);
  await page.goto("/pairs/RUS/AFG", { waitUntil: "networkidle" });
  assert.ok((await page.locator('[data-island="series"] svg').count()) > 0);
  assert.ok((await page.locator('[data-island="map"] svg .disc').count()) > 0);
  assert.ok((await page.locator("h2:has-text('Meetings') + ul a[href^='/events/']").count()) > 0);
  await page.getByText("As a table").click();
  const values = await page.locator("#weeks tbody tr").evaluateAll((rows) => rows.map((row) => Number(row.lastElementChild.textContent)));
  assert.ok(values.includes(0) && values.some((value) => value > 0));
  await page.setViewportSize({ width: 400, height: 900 });
  await page.waitForFunction(() => Number(document.querySelector('[data-island="series"] svg').getAttribute("width")) < 400); // drawn anew, not shrunk
  await close(page);
});

test("the watchlist: add by name, from a number to the week's events, keep, take away; all by links and one form", async () => {
  const page = await open(browser, { javaScriptEnabled: false });
  await page.goto("/?q=afghan");
  const list = page.getByRole("complementary", { name: "Watchlist" });
  await list.getByText("Watch a country, a pair or an actor").click();
  await list.getByLabel("Name, code or two codes").fill("Russia and Afghanistan");
  await list.getByRole("button", { name: "Add" }).click();
  await page.waitForURL(/q=afghan&watch=/);
  assert.ok(await list.getByRole("heading", { name: "Yours" }).isVisible());
  await list.getByRole("link", { name: "Watch Pakistan", exact: true }).click();
  await page.waitForURL(/watch=AFG-RUS&watch=PAK/);
  const number = list.getByRole("link", { name: /this week: Afghanistan, week by week/ });
  const count = Number(await number.innerText());
  await number.click();
  await page.waitForURL(/\/watchlist\/AFG\?/);
  assert.equal(await page.locator("ul.list > li a[href^='/events/']").count(), count);
  await page.locator("#weeks a").last().click();
  await page.waitForURL(/week=\d{4}-\d{2}-\d{2}/);
  assert.equal(await page.locator("ul.list > li a[href^='/events/']").count(), Number(await page.locator("#weeks [aria-current] a").innerText()));
  await page.getByRole("link", { name: "Watchlist", exact: true }).click();
  await page.getByRole("link", { name: "Stop watching Afghanistan – Russia" }).click();
  await page.waitForURL(/watchlist\?q=afghan&watch=PAK$/);
  await page.goto("/?watch=Talban");
  assert.match(await page.getByRole("alert").innerText(), /“Talban” is not known/);
  await page.goto("/");
  assert.match(await list.innerText(), /You watched Pakistan: watch again/);
  await close(page);
});

test("sparklines show what the list says: a tick where the sources changed, a dot where the week is unusual", async () => {
  const page = await open(browser);
  await page.goto("/", { waitUntil: "networkidle" });
  for (const line of await page.locator(".pairs li").all()) {
    const said = await line.innerText();
    assert.equal((await line.locator("svg .tick").count()) > 0, said.includes("NEW SOURCES"), said);
    assert.equal((await line.locator("svg .dot").count()) > 0, said.includes("UNUSUAL"), said);
  }
  assert.ok((await page.locator(".pairs svg .band").count()) > 4);
  for (const width of [1110, 1280, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => {
      const crosses = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
      return [...document.querySelectorAll(".pairs li")].filter((li) => {
        const parts = [...li.querySelectorAll("a, .usual, .badge, [data-island]")].map((part) => part.getBoundingClientRect());
        return parts.some((one, at) => parts.slice(at + 1).some((other) => crosses(one, other)));
      }).map((li) => li.textContent);
    });
    assert.deepEqual(over, [], `parts of a line lie over each other at ${width} px`);
  }
  await close(page);
});

test("on paper: nothing to press, the address with the state of the store, whys open, no table cut, black on white in either theme", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open(browser, { colorScheme, viewport: { width: 700, height: 1000 } }); // what A4 holds
    const { items, snapshot } = await (await fetch(`${BASE}/api/v1/events`)).json();
    const report = (await (await fetch(`${BASE}/api/v1/events/${items[0].event_id}`)).json()).claims[0].report_id;
    const paths = ["/", "/events", `/events/${items[0].event_id}`, `/reports/${report}`, "/pairs/RUS/AFG", "/regions/Central%20Asia", "/watchlist?watch=taliban", "/watchlist/AFG", "/entities/taliban"];
    for (const path of paths) {
      await page.emulateMedia({ media: "screen", colorScheme });
      await page.goto(path, { waitUntil: "networkidle" });
      await page.emulateMedia({ media: "print", colorScheme });
      for (const gone of ["nav", "button", "input", ".pager", "footer"]) {
        for (const part of await page.locator(gone).all()) assert.equal(await part.isVisible(), false, `${path}: ${gone}`);
      }
      const address = await page.locator(".printed").innerText();
      assert.ok(address.includes(snapshot) && address.includes(`${path.split("?")[0]}?`), `${path}: ${address}`);
      const cut = await page.evaluate(() => [...document.querySelectorAll("main *")].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("svg, .unseen")).map((e) => e.outerHTML.slice(0, 80)));
      assert.deepEqual(cut, [], path);
      assert.deepEqual(await page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]), ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
    }
    await page.goto(paths[2], { waitUntil: "networkidle" });
    assert.ok(await page.locator("details.reason ul.why li").first().isVisible());
    await page.goto("/events", { waitUntil: "networkidle" });
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("table.stack thead")).position), "static"); // a table, not a list
    await close(page);
  }
});

test("at 400 px the cards stand alone", async () => {
  const page = await open(browser, { viewport: { width: 400, height: 800 } });
  await page.goto("/");
  assert.ok(await page.locator(".card").first().isVisible());
  for (const aside of await page.locator(".watch > aside").all()) assert.equal(await aside.isVisible(), false);
  await page.goto("/events");
  const codes = await page.locator("td[data-label='Who'] .code").evaluateAll((found) => found.map((code) => code.getBoundingClientRect().left));
  assert.ok(codes.length > 5 && codes.every((left) => left > 100), "codes of parties stand below their names, not below the label");
  await page.goto("/");
  await page.getByRole("link", { name: "Watchlist", exact: true }).click();
  assert.ok((await page.locator("table.lines td[data-label='Name']").count()) > 5);
  await close(page);
});
