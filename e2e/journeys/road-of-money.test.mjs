// From a visitor without an account to a paid bill: registration, identity at the counter, second factor, payment, receipt.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { obeys, openOffice, reads, signIn, totp, until } from "../harness.mjs";
import { payByTestBank } from "../pay.mjs";
import { grosze, mainAccount, statement, upload } from "../statement.mjs";

let office;
before(async () => {
  office = await openOffice({ payers: 40 });
});
after(() => office?.close());

test("registration, identity, payment", async () => {
  const { given_name, family_name, pesel } = office.demo.newcomer;
  const email = "nowa.osoba@poczta.example";
  const password = "Cztery-zwykle-slowa-razem";
  const person = await office.window();
  const press = (name) => person.getByRole("button", { name, exact: true }).click();

  await person.goto(office.url + "/");
  await person.getByRole("link", { name: "Załóż konto" }).click();
  await obeys(person);
  await person.getByLabel("Imię").fill(given_name);
  await person.getByLabel("Nazwisko").fill(family_name);
  await person.getByLabel("Adres e-mail").fill(email);
  await press("Dalej");
  // The box was left empty: the browser lets it through, the office names the field.
  await person.getByRole("heading", { name: "Popraw błędy" }).waitFor();
  assert.equal(await person.getByLabel("Imię").inputValue(), given_name, "what was typed stays");
  await obeys(person);
  await person.getByText("Zgadzam się na zasady").click();
  await press("Dalej");
  await person.getByRole("heading", { name: "Sprawdź pocztę" }).waitFor();
  await obeys(person);

  const administrator = await office.window();
  await signIn(office, administrator, "administrator");
  const mail = administrator.getByRole("row").filter({ hasText: "Dokończ zakładanie konta" });
  await until(async () => {
    await administrator.goto(office.url + "/urzad/poczta-probna");
    return (await mail.count()) > 0;
  }, "the e-mail is caught");
  await mail.first().getByRole("link").click();
  await obeys(administrator);
  await person.goto(await administrator.getByRole("link", { name: "Otwórz odnośnik z wiadomości" }).getAttribute("href"));
  await obeys(person);
  await person.getByRole("textbox", { name: "Hasło" }).fill(password);
  await press("Załóż konto");

  await person.getByRole("heading", { name: "Potwierdź tożsamość", level: 1 }).waitFor();
  await obeys(person);
  await person.goto(office.url + "/naleznosci");
  assert.match(await reads(person), /gdy wiemy na pewno, że to Ty/, "nothing is shown to a stranger");
  await obeys(person);
  await person.goto(office.url + "/konto/tozsamosc");
  await person.getByLabel("Numer PESEL").fill("12345678901");
  await press("Zgłoś");
  await person.getByRole("heading", { name: "Popraw błędy" }).waitFor();
  await person.getByLabel("Numer PESEL").fill(pesel);
  await press("Zgłoś");
  const heading = person.getByRole("heading", { name: /Numer zgłoszenia/ });
  const number = (await heading.innerText()).split(":")[1].trim();
  await obeys(person);

  const clerk = await office.window();
  await signIn(office, clerk, "counter");
  await clerk.goto(office.url + "/urzad/tozsamosc");
  await clerk.getByLabel("Numer zgłoszenia albo PESEL").fill(number);
  await clerk.getByRole("button", { name: "Znajdź" }).click();
  await obeys(clerk);
  await clerk.getByRole("link", { name: new RegExp(`${given_name} ${family_name}`) }).click();
  await obeys(clerk);
  assert.ok((await reads(clerk)).includes(pesel), "the clerk compares the PESEL");
  await clerk.getByText("Dowód osobisty").click();
  await clerk.getByLabel("3 ostatnie znaki numeru dokumentu").fill("417");
  await clerk.getByText("i data ważności się zgadzają").click();
  await clerk.getByRole("button", { name: "Wydaj kod" }).click();
  await clerk.getByRole("heading", { name: "Kod do potwierdzenia tożsamości" }).waitFor();
  await obeys(clerk);
  const code = await clerk.locator("dl.facts > div").filter({ has: clerk.getByText("Kod", { exact: true }) }).locator("dd").innerText();

  await person.reload();
  await obeys(person);
  await person.getByLabel("Kod z urzędu").fill("2222-2222-2222");
  await press("Potwierdź");
  assert.match(await reads(person), /Ten kod nie pasuje/);
  await person.getByLabel("Kod z urzędu").fill(code);
  await press("Potwierdź");
  await person.getByRole("heading", { name: /Został jeden krok/ }).waitFor();
  await obeys(person);

  await person.getByRole("link", { name: "Włącz kod z aplikacji" }).click();
  await press("Włącz kod z aplikacji");
  const secret = (await person.locator("main code").innerText()).replace(/\s/g, "");
  await obeys(person);
  await person.getByLabel("Kod z aplikacji").fill(totp(secret));
  await press("Włącz");
  await obeys(person);
  await person.getByRole("link", { name: "Kody zapisane, dalej" }).click();

  await person.goto(office.url + "/naleznosci");
  await person.getByRole("heading", { name: "Moje należności" }).waitFor();
  await obeys(person);
  const boxes = person.getByRole("checkbox");
  const owed = await boxes.count();
  assert.ok(owed > 0, "the newcomer owes something");
  // Dues that go to another account of the office are paid separately; so one payment for each.
  for (let left = owed, payments = 0; left > 0; payments++) {
    assert.ok(payments < 4, "each payment leaves fewer dues");
    for (const box of await boxes.all()) await box.check();
    await payByTestBank(person);
    await person.getByRole("heading", { name: "Zapłacone" }).waitFor();
    await obeys(person);
    await person.goto(office.url + "/naleznosci");
    const now = await boxes.count();
    assert.ok(now < left, `${now} left of ${left}`);
    left = now;
  }
  const paid = await reads(person);
  assert.match(paid, /Do zapłaty dziś 0,00 zł/);
  assert.match(paid, /Wszystko opłacone/);
  await obeys(person);

  // Inbox and e-mail say that the money was posted and that nothing is left.
  const posted = /Zaksięgowaliśmy wpłatę/;
  await until(async () => {
    await person.goto(office.url + "/wiadomosci");
    return (await person.getByRole("link", { name: posted }).count()) > 0;
  }, "the inbox says so");
  await obeys(person);
  await person.getByRole("link", { name: posted }).first().click();
  assert.match(await reads(person), /pozostaje 0,00 zł/);
  await obeys(person);
  const told = administrator.getByRole("row").filter({ hasText: posted });
  await until(async () => {
    await administrator.goto(office.url + "/urzad/poczta-probna");
    return (await told.count()) > 0;
  }, "the e-mail says so");
  await told.first().getByRole("link").click();
  const letter = await reads(administrator);
  assert.ok(letter.includes(email));
  assert.match(letter, /pozostaje 0,00 zł/);

  await person.goto(office.url + "/platnosci");
  await obeys(person);
  await person.getByRole("link", { name: /^Płatność / }).first().click();
  await person.getByRole("link", { name: "Pokaż potwierdzenie" }).click();
  assert.match(await reads(person), new RegExp(`Wpłacający .*${family_name}`));
  await obeys(person);
  const pdf = await person.request.get(await person.getByRole("link", { name: "Pobierz PDF" }).evaluate((link) => link.href));
  assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");

  // The provider's report and the bank's statement bring the money of that payment to the office's account.
  await person.goto(office.url + "/platnosci");
  const [, reference, paidText] = /Płatność (\S+) .*?([\d ]+,\d\d) zł/.exec(await reads(person));
  const amount = grosze(paidText);
  const accountant = await office.window();
  await signIn(office, accountant, "accountant");
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Warsaw" }).format(new Date());
  const report = `wyplata;data;typ;numer_operatora;numer_zamowienia;kwota;prowizja\nWYP-DROGA-1;${today};płatność;;${reference}-1;${paidText.replace(/ /g, "")};0,50\n`;
  await accountant.goto(office.url + "/urzad/wyplaty");
  await accountant.getByLabel("Raport operatora").setInputFiles({ name: "raport.csv", mimeType: "text/csv", buffer: Buffer.from(report) });
  await accountant.getByRole("button", { name: "Wczytaj" }).click();
  await accountant.getByText("Nowe wypłaty: 1").waitFor();
  await obeys(accountant);
  const account = await mainAccount(office, accountant);
  const came = statement(account, [{ amount: amount - 50, title: "WYPLATA WYP-DROGA-1", sender: "OPERATOR PLATNOSCI" }]);
  await upload(office, accountant, "wyplata.sta", came);
  assert.match(await accountant.getByRole("status").first().innerText(), /Zaksięgowane samodzielnie: 1, do potwierdzenia: 0, do wyjaśnienia: 0/);
  await accountant.goto(office.url + "/urzad/wyplaty");
  assert.match(await accountant.getByRole("row", { name: /WYP-DROGA-1/ }).innerText(), /zgodna|zgadza/i);
  await person.goto(office.url + "/naleznosci");
  assert.match(await reads(person), /Do zapłaty dziś 0,00 zł/, "the statement takes nothing a second time");

  await clerk.goto(office.url + "/urzad/tozsamosc");
  await clerk.getByLabel("Numer zgłoszenia albo PESEL").fill(number);
  await clerk.getByRole("button", { name: "Znajdź" }).click();
  assert.match(await reads(clerk), /Nie ma takiego zgłoszenia/, "a used request is closed");
});
