// A payment by the test bank, from the ticked dues to the page one comes back to.
import assert from "node:assert/strict";
import { obeys, reads } from "./harness.mjs";

/** Starts on a page with "Zapłać teraz"; ends on the return page. `look` is called on each page on the way. */
export async function payByTestBank(page, look = obeys) {
  await page.getByRole("button", { name: "Zapłać teraz" }).click();
  await page.getByRole("heading", { name: "Sprawdź i zapłać" }).waitFor();
  await look(page);
  await page.locator("label").filter({ hasText: /^Płatność testowa/ }).click();
  await page.getByRole("button", { name: /^Zapłać \d/ }).click();
  await page.getByRole("heading", { name: "Płatność testowa", exact: true }).waitFor();
  await look(page);
  assert.match(await reads(page), /żadne pieniądze nie są przekazywane/);
  await page.getByRole("button", { name: "Zapłać", exact: true }).click();
  await page.waitForURL(/\/powrot/);
}
