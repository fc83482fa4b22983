// Every page in both themes and three widths: nothing serious for axe-core, no errors, no sideways scrolling, a title and one h1.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BASE, close, launch, open, serious, shot } from "./browser.mjs";

let browser;
let pages;

before(async () => {
  browser = await launch();
  const { items } = await (await fetch(`${BASE}/api/v1/events`)).json();
  const event = items.find((row) => /^[A-Z]{3}$/.test(row.actor_countries) && /^[A-Z]{3}$/.test(row.recipient_countries) && row.actor_countries !== row.recipient_countries) ?? items[0];
  const whole = await (await fetch(`${BASE}/api/v1/events/${event.event_id}`)).json();
  const claim = whole.claims[0];
  const [a, b] = [event.actor_countries, event.recipient_countries];
  pages = {
    watch: "/", yours: "/?watch=taliban&watch=RUS-AFG&watch=Talban", watchlist: "/watchlist?watch=taliban", weeks: "/watchlist/AFG", nothing: "/?q=zzzz", events: "/events", background: "/events?recency=all&modality=all", event: `/events/${event.event_id}`,
    report: `/reports/${claim.report_id}`, entities: "/entities", found: "/entities?q=taliban", entity: "/entities/taliban", pair: `/pairs/${a}/${b}`,
    regions: "/regions", region: "/regions/Central%20Asia", review: "/review", claim: `/review/${claim.id}`, audits: "/audits", codebook: "/codebook", about: "/about",
    missing: "/events/0000000000000000",
  };
});
after(() => browser.close());

for (const colorScheme of ["light", "dark"]) {
  test(`every page, ${colorScheme}`, async (t) => {
    for (const [name, path] of Object.entries(pages)) {
      await t.test(name, async () => {
        const page = await open(browser, { colorScheme, reducedMotion: "reduce" });
        const answer = await page.goto(path, { waitUntil: "networkidle" });
        assert.equal(answer.status(), name === "missing" ? 404 : 200);
        if (name === "missing") page.errors.length = 0; // the browser notes the 404 itself
        assert.match(await page.title(), /Dragoman/);
        assert.equal(await page.locator("h1").count(), 1);
        assert.deepEqual(await serious(page), []);
        for (const width of [1440, 900, 400]) {
          await page.setViewportSize({ width, height: 900 });
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          await shot(page, `${name}-${width}-${colorScheme}`);
          assert.ok(wider <= 0, `${name} is ${wider} px wider than ${width} px`);
        }
        if (colorScheme === "light") assert.deepEqual(await serious(page), [], "at 400 px");
        await close(page);
      });
    }
  });
}

test("200 % zoom: what 720 px hold is readable without scrolling sideways", async () => {
  const page = await open(browser, { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 });
  for (const [name, path] of Object.entries(pages)) {
    if (name === "missing") continue;
    await page.goto(path, { waitUntil: "networkidle" });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wider <= 0, `${name} is ${wider} px too wide`);
  }
  await close(page);
});

test("all pages without JavaScript", async () => {
  const page = await open(browser, { javaScriptEnabled: false });
  for (const [name, path] of Object.entries(pages)) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), name === "missing" ? 404 : 200);
    assert.ok((await page.locator("main").innerText()).length > 20, name);
  }
  await page.goto("/?q=taliban");
  assert.ok((await page.locator(".card").count()) > 0);
  await page.locator(".card h3 a").first().click();
  assert.match(page.url(), /\/events\/[0-9a-f]+/);
  await page.goBack();
  await page.locator('form[role="search"] input[name="q"]').fill("kabul");
  await page.locator("form.filter button.main").click();
  assert.match(page.url(), /q=kabul/);
  page.errors.length = 0;
  await close(page);
});
