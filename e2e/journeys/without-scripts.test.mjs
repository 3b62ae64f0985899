// Without JavaScript everything still works: a resident pays, an accountant confirms.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openOffice, reads, signIn, until } from "../harness.mjs";
import { payByTestBank } from "../pay.mjs";
import { mainAccount, statement, upload } from "../statement.mjs";

let office;
before(async () => {
  office = await openOffice({ payers: 40 });
});
after(() => office?.close());

const oneHeading = async (page) => assert.equal(await page.locator("h1").count(), 1, page.url());

test("a resident pays", async () => {
  const page = await office.window({ scripts: false });
  await signIn(office, page, "resident");
  await page.goto(office.url + "/naleznosci");
  const ticked = await page.getByRole("checkbox", { checked: true }).count();
  const all = await page.getByRole("checkbox").count();
  await payByTestBank(page, oneHeading);
  await until(async () => {
    if (/Zapłacone/.test(await reads(page))) return true;
    await page.getByRole("link", { name: "Sprawdź ponownie" }).click();
    return false;
  }, "the return page says paid");
  await page.getByRole("link", { name: "Wróć do należności" }).click();
  assert.equal(await page.getByRole("checkbox").count(), all - ticked);
});

test("an accountant confirms a suggestion", async () => {
  const resident = await office.window({ scripts: false });
  await signIn(office, resident, "representative");
  await resident.goto(office.url + "/naleznosci");
  const [document] = /PK\/\d+\/\d{4}/.exec(await reads(resident));
  const page = await office.window({ scripts: false });
  await signIn(office, page, "accountant");
  const file = statement(await mainAccount(office, page), [{ amount: 1234, title: `ZA BRATA ${document}`, sender: "ZOFIA INNA" }]);
  await upload(office, page, "bez-skryptow.sta", file);
  const confirm = page.getByRole("button", { name: /Zatwierdź ?: ZA BRATA/ });
  await until(async () => {
    await page.goto(office.url + "/urzad/wyciagi");
    return (await confirm.count()) === 1;
  }, "the suggestion waits");
  await confirm.click();
  assert.ok((await page.getByRole("status").first().innerText()).length > 0);
  assert.equal(await confirm.count(), 0);
});
