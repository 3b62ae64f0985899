// Every page by address, as each kind of person: axe-core silent, reflow at 320 px, one h1, nothing broken in the console.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { obeys, openOffice, signIn } from "../harness.mjs";
import { details, pages } from "../pages.mjs";

const search = async (page, words) => {
  await page.locator("main input[type=search]").fill(words);
  await page.locator("main form.search button").click();
};

const follow = async (office, page, pattern) => {
  const addresses = await page.locator("main a").evaluateAll((links) => links.map((link) => link.pathname));
  const address = addresses.find((candidate) => pattern.test(candidate));
  assert.ok(address, `${page.url()} has a link to ${pattern}`);
  assert.equal((await page.goto(office.url + address)).status(), 200, address);
};

describe("every page", () => {
  let office;
  before(async () => {
    office = await openOffice({ payers: 40 });
  });
  after(() => office?.close());

  for (const [role, paths] of Object.entries(pages)) {
    test(`as ${role}`, async (t) => {
      const page = await office.window();
      if (role !== "visitor") await signIn(office, page, role);
      for (const path of paths) {
        await t.test(path, async () => {
          const answer = await page.goto(office.url + path);
          assert.equal(answer.status(), path.includes("nie-ma") ? 404 : 200, path);
          assert.equal(new URL(page.url()).pathname, path, "no redirect");
          await obeys(page);
        });
      }
      for (const [start, ...steps] of details[role] ?? []) {
        await t.test(`from ${[start, ...steps].join(" ")}`, async () => {
          await page.goto(office.url + start);
          for (const step of steps) await (typeof step === "string" ? search(page, step) : follow(office, page, step));
          await obeys(page);
        });
      }
      await page.context().close();
    });
  }
});
