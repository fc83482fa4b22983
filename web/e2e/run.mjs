// Builds the demo store, opens the reading room on it, and runs the browser tests: `make e2e`. Needs Debian's Chromium (or CHROMIUM=path).
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const python = process.env.PYTHON ?? join(root, ".venv/bin/python");
const folder = mkdtempSync(join(tmpdir(), "dragoman-e2e-"));
const store = join(folder, "store");

function dragoman(...words) {
  const done = spawnSync(python, ["-m", "dragoman", ...words], { stdio: ["ignore", "ignore", "inherit"] });
  if (done.status !== 0) throw new Error(`dragoman ${words[0]} ended with ${done.status ?? done.error}`);
}

function freePort() {
  return new Promise((found) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

async function answers(base) {
  for (let tries = 0; tries < 300; tries += 1) {
    try {
      if ((await fetch(`${base}/about`)).ok) return;
    } catch {
      // not yet listening
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`${base} does not answer`);
}

if (!existsSync(process.env.CHROMIUM ?? "/usr/bin/chromium")) throw new Error("no /usr/bin/chromium: apt-get install chromium, or set CHROMIUM");
mkdirSync(join(here, "../shots"), { recursive: true });
let status = 1;
let server;
try {
  if (process.env.STORE) cpSync(process.env.STORE, store, { recursive: true }); // a store that is there already; tests work on a copy
  else {
    dragoman("init", store);
    dragoman("add", store, join(root, "src/dragoman/demo"));
  }
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  server = spawn(python, ["-m", "dragoman", "serve", store, "--port", String(port)], { stdio: ["ignore", "ignore", "inherit"] });
  await answers(base);
  const files = readdirSync(here).filter((name) => name.endsWith(".test.mjs")).sort().map((name) => join(here, name));
  const run = spawnSync(process.execPath, ["--test", "--test-concurrency=1", "--test-timeout=600000", ...files], { stdio: "inherit", env: { ...process.env, BASE: base } });
  status = run.status ?? 1;
} finally {
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(status);
