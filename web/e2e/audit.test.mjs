// An audit end to end: a sample is drawn, two people who differ in known places code it by keyboard, a third settles it, and the figures
// come out as worked out by hand. It makes a store of its own.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { close, launch, open, serious, shot } from "./browser.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const python = process.env.PYTHON ?? join(root, ".venv/bin/python");
const folder = mkdtempSync(join(tmpdir(), "dragoman-audit-"));
const store = join(folder, "store");
const PAIRS = [["Norway", "Peru"], ["Kenya", "Jordan"], ["Ghana", "Chile"], ["Finland", "Vietnam"]];
const CODES = { Norway: "NOR", Kenya: "KEN", Ghana: "GHA", Finland: "FIN", Peru: "PER", Jordan: "JOR", Chile: "CHL", Vietnam: "VNM" };
let browser, server, base;

function dragoman(...words) {
  const done = spawnSync(python, ["-m", "dragoman", ...words], { encoding: "utf8" });
  assert.equal(done.status, 0, `dragoman ${words.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

before(async () => {
  const reports = [...Array(8).keys()].map((k) => {
    const [one, other] = PAIRS[k % 4];
    const text = `${one} rejected a proposal of ${other} on Monday. The weather stayed mild all week in the valley. Children played with a red ball beside the old mill.`;
    return JSON.stringify({ url: `https://example.org/${k}`, published: `2022-03-${String(k + 1).padStart(2, "0")}`, publisher: k % 2 ? "Andes Wire" : "Fjord Post", language: "en", text });
  });
  writeFileSync(join(folder, "eight.jsonl"), `${reports.join("\n")}\n`);
  dragoman("init", store);
  dragoman("add", store, join(folder, "eight.jsonl"));
  dragoman("audit", "sample", store, "--n", "8", "--seed", "3", "--name", "spring", "--empty", "0.5");
  const port = await new Promise((found) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
  base = `http://127.0.0.1:${port}`;
  server = spawn(python, ["-m", "dragoman", "serve", store, "--port", String(port)], { stdio: ["ignore", "ignore", "inherit"] });
  for (let tries = 0; tries < 300; tries += 1) {
    if (await fetch(`${base}/about`).then((answer) => answer.ok, () => false)) break;
    await new Promise((done) => setTimeout(done, 200));
  }
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const start = () => open(browser, { baseURL: base });

/** Move with Tab to the field of a name, as somebody without a mouse would. */
async function tabTo(page, name) {
  for (let steps = 0; steps < 60; steps += 1) {
    if ((await page.evaluate(() => document.activeElement?.getAttribute("name"))) === name) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not reach ${name}`);
}

async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    await tabTo(page, `${name}-0`);
    await page.keyboard.type(value);
  }
}

/** What a coder says of one sentence, by keyboard: `counts` numbers the sentences of either kind as they come. */
async function say(page, coder, counts) {
  const sentence = (await page.locator("[data-sentence]").innerText()).replace(/\d+/g, "").replace(/\s+/g, " ");
  const parties = /(\w+) ?rejected a proposal of (\w+)/.exec(sentence);
  const [kind, number] = parties ? ["full", counts.full++] : ["empty", counts.empty++];
  if (parties && number > 0) {
    const [actor, recipient] = [`${CODES[parties[1]]}/GOV`, `${CODES[parties[2]]}/GOV`];
    const type = coder === "Ben" && number === 1 ? "cons" : "rej";
    const recency = coder === "Ben" && number === 2 ? "background" : "news";
    await fill(page, { trigger: "2", event_type: type, actor, recipient, recency, modality: "asserted", speaker: actor });
  } else if (kind === "empty" && number === 0) await fill(page, { trigger: "1-2", event_type: "ASSAULT", recency: "news", modality: "asserted" });
  else if (kind === "empty" && number === 1 && coder === "Ben") await fill(page, { trigger: "2", event_type: "prot", recency: "news", modality: "asserted" });
  else if (number % 2) {
    await page.keyboard.press("Escape"); // a bare letter outside a field
    await page.keyboard.press("n");
    return;
  } else await fill(page, { trigger: "0" });
  await tabTo(page, "modality-0");
  await tabTo(page, "speaker-0");
  await page.keyboard.press("Enter");
}

async function code(coder) {
  const page = await start();
  await page.goto("/audits/spring");
  await page.getByLabel("Your name").fill(coder);
  await page.keyboard.press("Enter");
  const counts = { full: 0, empty: 0 };
  for (let number = 1; number <= 8; number += 1) {
    await page.getByRole("heading", { name: `Sentence ${number} of 8` }).waitFor();
    const shown = await page.content();
    assert.ok(!shown.includes(coder === "Ben" ? "Ada" : "Ben"), "the other coder shows");
    assert.ok(!shown.includes("Fjord Post") && !shown.includes("0.93"), "the machine or the outlet shows");
    if (number === 1) {
      assert.deepEqual(await serious(page), []);
      await shot(page, `audit-code-${coder}`);
    }
    await say(page, coder, counts);
  }
  await page.getByText("All sentences seen").waitFor();
  assert.deepEqual(counts, { full: 4, empty: 4 });
  await close(page);
}

test("two code blind by keyboard, a third settles, and the figures are those worked out by hand", async () => {
  await code("Ada");
  await code("Ben");
  const page = await start();
  await page.goto("/audits/spring/settle?by=Eve");
  assert.deepEqual(await serious(page), []);
  await shot(page, "audit-settle");
  for (let left = 3; left > 0; left -= 1) {
    await page.getByText(`${left} of 3 to settle`).waitFor();
    assert.equal(await page.locator("tr.unlike").count() > 0, true);
    await page.getByRole("button", { name: /^Ada:/ }).press("Enter");
  }
  await page.getByText("Nothing left to settle").waitFor();
  await page.goto("/audits/spring/results");
  assert.deepEqual(await serious(page), []);
  await shot(page, "audit-results");
  await close(page);

  const found = JSON.parse(dragoman("audit", "results", store, "spring", "--json"));
  const near = (value, wanted) => assert.ok(Math.abs(value - wanted) < 1e-4, `${value} is not ${wanted}`);
  const overall = Object.fromEntries(found.overall.map((row) => [row.name, row]));
  near(overall.precision.value, 6 / 8); // 4 claims of weight 2, 3 of them right
  near(overall.recall.value, 6 / 10); // those 3, and one of weight 4 that was missed
  near(overall.F1.value, 12 / 18);
  near(overall.recall.effective_n, Math.round((100 / 28) * 10) / 10);
  const alphas = Object.fromEntries(found.agreement.map((row) => [row.field, row]));
  near(alphas["has an event"].alpha, 1 - 2 / 16 / ((2 * 9 * 7) / (16 * 15)));
  near(alphas.type.alpha, 1 - 0.4 / (68 / 90));
  near(alphas.recency.agreement, 0.75);
  assert.deepEqual(found.answers, { agreed: 5, settled: 3 });
});

test("a click takes a word, Shift and a click up to another", async () => {
  const page = await start();
  await page.goto("/audits/spring/code?coder=Cem", { waitUntil: "networkidle" });
  await page.locator('[data-word="2"]').click();
  assert.equal(await page.locator('[name="trigger-0"]').inputValue(), "2");
  await page.locator('[data-word="4"]').click({ modifiers: ["Shift"] });
  assert.equal(await page.locator('[name="trigger-0"]').inputValue(), "2-4");
  assert.equal(await page.locator(".w.chosen").count(), 3);
  await page.getByRole("button", { name: "Another event" }).click();
  await page.locator('[name="trigger-1"]').waitFor();
  assert.equal(await page.locator('[name="trigger-0"]').inputValue(), "2-4");
  await close(page);
});

test("on a narrow screen nothing runs out of the page, light or dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open(browser, { baseURL: base, viewport: { width: 400, height: 800 }, colorScheme });
    for (const path of ["", "/code?coder=Dan", "/settle?by=Eve&unit=1", "/results"]) {
      await page.goto(`/audits/spring${path}`);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 400, `${path} is too wide`);
      assert.deepEqual(await serious(page), []);
      await shot(page, `audit-400-${colorScheme}${path.replaceAll(/\W+/g, "-")}`);
    }
    await close(page);
  }
});
