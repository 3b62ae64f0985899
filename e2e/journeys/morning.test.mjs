// The accountant's morning by keyboard alone: confirm what the program suggests, explain what it could not, close the day.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { obeys, openOffice, reads, signIn, until } from "../harness.mjs";
import { mainAccount, statement, upload } from "../statement.mjs";

let office;
before(async () => {
  office = await openOffice({ payers: 40 });
});
after(() => office?.close());

test("the morning by keyboard", async () => {
  const resident = await office.window();
  await signIn(office, resident, "resident");
  await resident.goto(office.url + "/naleznosci");
  const documents = [...new Set((await reads(resident)).match(/PK\/\d+\/\d{4}/g))].slice(0, 3);
  assert.equal(documents.length, 3);

  const page = await office.window();
  await signIn(office, page, "accountant");
  // Somebody else pays what a document of Anna's says: a suggestion, never a posting.
  const others = documents.map((number, index) => ({ amount: 1000 + index, title: `ZA SASIADKE ${number}`, sender: "ZOFIA INNA" }));
  const unknown = { amount: 4321, title: "NIE WIADOMO ZA CO", sender: "KTOS OBCY" };
  await upload(office, page, "poranek.sta", statement(await mainAccount(office, page), [...others, unknown]));
  const rows = page.locator("[data-key-row]").filter({ hasText: "ZA SASIADKE" });
  await until(async () => {
    await page.goto(office.url + "/urzad/wyciagi");
    return (await rows.count()) === 3;
  }, "three suggestions wait");
  await obeys(page);
  const waiting = await page.locator("[data-key-row]").count();

  const key = (name) => page.keyboard.press(name);
  // Where the keyboard is: the row of the table, or the words of the link, button or field.
  const focused = () => page.evaluate(() => (document.activeElement?.closest("[data-key-row]") ?? document.activeElement)?.textContent.slice(0, 200));
  const tabTo = async (words) => {
    for (let stops = 0; stops < 200; stops++) {
      await key("Tab");
      const here = await page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.textContent}`);
      if (/^(A|BUTTON) /.test(here) && words.test(here)) return;
    }
    assert.fail(`Tab never comes to ${words}`);
  };
  await key("Tab");
  assert.equal(await focused(), "Przejdź do treści", "the first stop is the way past the menu");
  await key("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "tresc");

  await tabTo(/^BUTTON Szukaj/);
  await key("ArrowDown");
  const first = await focused();
  await key("ArrowDown");
  const second = await focused();
  assert.notEqual(first, second, "the arrow goes on");
  await key("ArrowUp");
  assert.equal(await focused(), first, "and back");
  assert.equal(await page.locator('[data-key-row][aria-current="true"]').count(), 1);
  await Promise.all([page.waitForNavigation(), key("Enter")]);
  assert.ok((await page.getByRole("status").first().innerText()).length > 0, "the page says what was done");
  assert.equal(await page.locator("[data-key-row]").count(), waiting - 1);
  assert.equal(await focused(), second, "focus waits on the next row");
  await obeys(page);
  for (let left = waiting - 1; left > 0; left--) {
    await Promise.all([page.waitForNavigation(), key("Enter")]);
    assert.equal(await page.locator("[data-key-row]").count(), left - 1);
  }
  assert.match(await reads(page), /Nic nie czeka na potwierdzenie/);

  // Explaining: to the link by Tab, S to the search, the card by Tab, the button by Tab.
  await tabTo(/Znajdź kartę: NIE WIADOMO ZA CO/);
  await Promise.all([page.waitForNavigation(), key("Enter")]);
  await obeys(page);
  await key("s");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "q", "S goes to the search");
  // The search begins with the sender's name.
  await key("Control+a");
  await page.keyboard.type("Kowalska Anna");
  await Promise.all([page.waitForNavigation(), key("Enter")]);
  await obeys(page);
  await tabTo(/Wybierz: Kowalska Anna/);
  await Promise.all([page.waitForNavigation(), key("Enter")]);
  assert.match(await reads(page), /Dokąd trafią pieniądze/);
  await obeys(page);
  await tabTo(/Przypisz do tej karty/);
  await Promise.all([page.waitForNavigation(), key("Enter")]);
  assert.ok((await page.getByRole("status").first().innerText()).length > 0, "the page says where the money went");
  assert.equal(await page.getByRole("link", { name: /NIE WIADOMO ZA CO/ }).and(page.getByText("Znajdź kartę")).count(), 0);

  await page.goto(office.url + "/urzad/wyciagi/dzien");
  assert.match(await reads(page), /Różnica 0,00 zł/, "the books equal the bank");
  await tabTo(/^BUTTON Zamknij dzień/);
  await Promise.all([page.waitForNavigation(), key("Enter")]);
  assert.match(await page.getByRole("status").first().innerText(), /zamknięt/i, "so the day closes");
  await obeys(page);
});
