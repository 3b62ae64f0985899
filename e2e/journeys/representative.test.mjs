// Whoever represents a firm sees its dues beside their own and pays one of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { obeys, openOffice, reads, signIn } from "../harness.mjs";
import { payByTestBank } from "../pay.mjs";

let office;
before(async () => {
  office = await openOffice({ payers: 40 });
});
after(() => office?.close());

test("the baker pays for the bakery", async () => {
  const page = await office.window();
  await signIn(office, page, "representative");
  await page.goto(office.url + "/konto/pelnomocnictwa");
  assert.match(await reads(page), /Piekarnia Pod Lipą sp\. z o\.o\./);
  await obeys(page);

  await page.goto(office.url + "/naleznosci");
  await obeys(page);
  const headings = await page.getByRole("heading", { level: 2 }).allInnerTexts();
  assert.ok(headings.includes("Nowak Marek") && headings.some((name) => name.startsWith("Piekarnia Pod Lipą")), headings.join());
  // Dues of the firm stand after its heading.
  const mine = page.locator('h2:text-is("Nowak Marek")');
  const firms = page.locator("h2").filter({ hasText: "Piekarnia Pod Lipą" });
  assert.equal(await mine.count(), 1);
  const boxes = page.getByRole("checkbox");
  for (const box of await boxes.all()) await box.uncheck();
  const firm = page.locator('xpath=//h2[contains(., "Piekarnia Pod Lipą")]/following::input[@type="checkbox"]');
  assert.ok((await firms.count()) === 1 && (await firm.count()) > 0);
  assert.ok((await firm.count()) < (await boxes.count()), "and there are dues of his own before it");
  const paid = await firm.first().getAttribute("value");
  await firm.first().check();
  assert.equal(await page.locator("[data-selected-count]").innerText(), "1");
  await payByTestBank(page);
  await page.getByRole("heading", { name: "Zapłacone" }).waitFor();
  await page.getByRole("link", { name: "Pokaż potwierdzenie" }).click();
  await obeys(page);

  await page.goto(office.url + "/naleznosci");
  assert.equal(await page.locator(`input[name="naleznosc"][value="${paid}"]`).count(), 0);
});
