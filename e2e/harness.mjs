// Starts the program with a small demo municipality, opens a browser, and knows how to sign in and what every page must obey.
import assert from "node:assert/strict";
import { spawn, execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const program = process.env.E2E_PROGRAM ?? "ratusz";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** The office: a demo municipality of its own, served on a free port. */
export async function openOffice({ payers = 60 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "ratusz-e2e-"));
  const [port, internal] = [await freePort(), await freePort()];
  const host = `localhost:${port}`;
  const env = {
    ...process.env,
    RATUSZ_DATA_DIR: join(folder, "data"),
    RATUSZ_ROOT_KEY_FILE: join(folder, "root.key"),
    RATUSZ_LISTEN: `127.0.0.1:${port}`,
    RATUSZ_INTERNAL: `127.0.0.1:${internal}`,
  };
  const run = (...args) => execFileSync(program, args, { env, encoding: "utf8", maxBuffer: 64 << 20 });
  const demo = JSON.parse(run("demo", "--payers", String(payers), "--host", host, "--json"));
  const server = spawn(program, ["serve"], { env, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  server.stderr.on("data", (chunk) => (log += chunk));
  await until(async () => (await fetch(`http://127.0.0.1:${internal}/ready`)).ok, "the server is ready", () => log);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  return {
    url: `http://${host}`,
    folder,
    demo,
    run,
    log: () => log,
    /** Somebody's window; `scripts: false` for a browser without JavaScript. */
    async window({ width = 1280, height = 900, scripts = true } = {}) {
      const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: scripts, locale: "pl-PL" });
      const page = await context.newPage();
      page.setDefaultTimeout(15000);
      page.broken = [];
      page.on("console", (message) => {
        if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) page.broken.push(message.text());
      });
      page.on("pageerror", (error) => page.broken.push(String(error)));
      return page;
    },
    async close() {
      await browser.close();
      server.kill("SIGTERM");
      const ended = await Promise.race([
        new Promise((resolve) => server.once("exit", (code) => resolve(code ?? "signal"))),
        new Promise((resolve) => setTimeout(resolve, 15000, "late").unref()),
      ]);
      rmSync(folder, { recursive: true, force: true });
      assert.equal(ended, 0, `the server ended in order, not with ${ended}\n${log}`);
    },
  };
}

export async function until(check, what, log = () => "", tries = 150) {
  for (let i = 0; i < tries; i++) {
    try {
      if (await check()) return;
    } catch {
      // not yet
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`${what}: not within ${tries / 10} s\n${log()}`);
}

/** RFC 6238, SHA-1, six digits, 30 s. `step` 1 is the code after this one. */
export function totp(secret, step = 0) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const sign of secret.replace(/=+$/, "")) bits += alphabet.indexOf(sign).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + step));
  const hash = createHmac("sha1", key).update(counter).digest();
  const offset = hash[19] & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1e6).padStart(6, "0");
}

/** Signs a demo person in: `role` as `ratusz demo --json` names it. */
export async function signIn(office, page, role) {
  const person = office.demo.people.find((candidate) => candidate.role === role);
  assert.ok(person, `the demo has a ${role}`);
  const door = person.staff ? "/urzad/logowanie" : "/logowanie";
  await page.goto(office.url + door);
  await page.fill('input[name="email"]', person.email);
  await page.fill('input[name="haslo"]', person.password);
  await page.click("main button[type=submit], main form button:not([type=button])");
  if (person.totp) {
    await page.fill('input[name="kod"]', totp(person.totp, person.used ? 1 : 0));
    await page.click("main button[type=submit], main form button:not([type=button])");
    person.used = true;
  }
  return person;
}

/** What every page obeys: axe has nothing to say, it reflows at 320 px, one h1, nothing broke in the console. */
export async function obeys(page) {
  const where = page.url();
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`),
    [],
    `axe at ${where}`,
  );
  assert.equal(await page.locator("h1").count(), 1, `one h1 at ${where}`);
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(scroll <= client, `reflow at 320 px: ${scroll} > ${client} at ${where}`);
  await page.setViewportSize(before);
  assert.deepEqual(page.broken, [], `console at ${where}`);
}

/** What a person reads on the page, spaces folded. */
export const reads = async (page) => (await page.locator("body").innerText()).replace(/[\s\u00a0]+/g, " ");
