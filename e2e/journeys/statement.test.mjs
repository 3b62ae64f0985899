// A resident pays by a transfer of their own: the statement posts it by itself, and they are told what is left.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { obeys, openOffice, reads, signIn, until } from "../harness.mjs";
import { grosze, mainAccount, statement, upload } from "../statement.mjs";

let office;
before(async () => {
  office = await openOffice({ payers: 40 });
});
after(() => office?.close());

test("a transfer to a card's own account comes back on a statement", async () => {
  const resident = await office.window();
  const person = await signIn(office, resident, "resident");
  await resident.goto(office.url + "/naleznosci");
  const due = resident.getByRole("checkbox", { checked: true }).first();
  const title = await resident.locator(`label[for="${await due.getAttribute("id")}"]`).innerText();
  const id = await due.getAttribute("value");
  const owed = await resident.getByRole("checkbox").count();
  await resident.goto(`${office.url}/platnosci/przelew?naleznosc=${id}`);
  await obeys(resident);
  const fact = (name) => resident.locator("dl.facts > div").filter({ has: resident.locator("dt", { hasText: name }) }).locator("dd").first().innerText();
  const to = (await fact("Numer rachunku")).replace(/\D/g, "");
  const amount = grosze(await fact("Kwota"));
  assert.match(to, /^\d{26}$/);

  const accountant = await office.window();
  await signIn(office, accountant, "accountant");
  const account = await mainAccount(office, accountant);
  const file = statement(account, [{ amount, title: "PRZELEW", sender: "ANNA KOWALSKA UL. LIPOWA 7", account: to }]);
  await upload(office, accountant, "wyciag.sta", file);
  assert.match(await accountant.getByRole("status").first().innerText(), /Zaksięgowane samodzielnie: 1, do potwierdzenia: 0, do wyjaśnienia: 0/);
  const row = accountant.getByRole("row", { name: new RegExp(`^${account.last + 1}/`) });
  await obeys(accountant);
  await row.getByRole("link").click();
  await obeys(accountant);
  await accountant.getByRole("link", { name: /PRZELEW/ }).click();
  assert.match(await reads(accountant), /zaksięgowan.*wpłata na rachunek wirtualny karty/i);
  await obeys(accountant);

  const subject = `Zaksięgowaliśmy wpłatę ${(amount / 100).toFixed(2).replace(".", ",")} zł`;
  await until(async () => {
    await resident.goto(office.url + "/wiadomosci");
    return (await reads(resident)).includes(subject);
  }, "the message arrives");
  await obeys(resident);
  await resident.getByRole("link", { name: "Zaksięgowaliśmy wpłatę" }).first().click();
  const told = await reads(resident);
  assert.match(told, /Do zapłaty na tej karcie pozostaje \d[\d ]*,\d\d zł\./);
  const [left] = /pozostaje [\d ,]+ zł/.exec(told);
  await obeys(resident);

  await resident.goto(office.url + "/naleznosci");
  assert.equal(await resident.locator(`input[name="naleznosc"][value="${id}"]`).count(), 0, `${title} is paid`);
  assert.equal(await resident.getByRole("checkbox").count(), owed - 1);

  const administrator = await office.window();
  await signIn(office, administrator, "administrator");
  await until(async () => {
    await administrator.goto(office.url + "/urzad/poczta-probna");
    return (await reads(administrator)).includes(subject);
  }, "the e-mail is caught");
  await administrator.getByRole("row", { name: /Zaksięgowaliśmy wpłatę/ }).first().getByRole("link").click();
  const mail = await reads(administrator);
  assert.ok(mail.includes(person.email));
  // Between 21:00 and 8:00 an e-mail about dues waits, and its words are not shown before it goes.
  if (!/Stan czeka/.test(mail)) assert.ok(mail.includes(left), "the e-mail says the same");
  await obeys(administrator);
});
