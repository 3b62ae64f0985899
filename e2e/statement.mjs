// Statements of the municipality's main account, written as its bank writes them (MT940, subfields with a tilde).
import assert from "node:assert/strict";
import { signIn } from "./harness.mjs";

const comma = (grosze) => `${Math.floor(grosze / 100)},${String(grosze % 100).padStart(2, "0")}`;
const day = (date) => `${String(date.getFullYear()).slice(2)}${String(date.getMonth() + 1).padStart(2, "0")}${String(date.getDate()).padStart(2, "0")}`;

/** "1 485,65 zł" as grosze, whatever spaces it is written with. */
export const grosze = (text) => Number(text.replace(/[^\d]/g, ""));

/** The main account: its number as the treasurer sees it, the last statement and its closing balance from the accountant's page. */
export async function mainAccount(office, accountant) {
  const treasurer = await office.window();
  await signIn(office, treasurer, "treasurer");
  await treasurer.goto(office.url + "/urzad/rachunki");
  const number = await treasurer.getByRole("row", { name: "Podatki i opłaty" }).getByRole("cell").nth(2).innerText();
  await treasurer.context().close();
  await accountant.goto(office.url + "/urzad/wyciagi");
  const [, last] = /Wyciąg (\d+)\//.exec(await accountant.getByRole("heading", { level: 1 }).innerText());
  const row = accountant.getByRole("region", { name: "Ostatnie wyciągi" }).getByRole("row", { name: new RegExp(`^${last}/`) });
  return { number: number.replace(/\D/g, ""), last: Number(last), balance: grosze(await row.getByRole("cell").last().innerText()) };
}

/** The next statement of the account, dated today. `payments`: { amount in grosze, title, sender, account the money came to }. */
export function statement(account, payments) {
  const today = day(new Date());
  const closing = account.balance + payments.reduce((sum, { amount }) => sum + amount, 0);
  const subfields = (first, text, count) =>
    Array.from({ length: count }, (_, i) => `~${first + i}${text.slice(27 * i, 27 * i + 27)}`);
  const lines = [
    `:20:WB${account.last + 1}`,
    `:25:/PL${account.number}`,
    `:28C:${account.last + 1}`,
    `:60F:C${today}PLN${comma(account.balance)}`,
    ...payments.flatMap(({ amount, title, sender, account: to = "" }, index) => [
      `:61:${today}${today.slice(2)}C${comma(amount)}N270NONREF//E2E${account.last}${index}`,
      ":86:270~00270",
      ...subfields(20, `${title} ${to}`.trim(), 6),
      "~3010501214",
      `~31${String(9000000 + index).padStart(16, "0")}`,
      ...subfields(32, sender, 2),
    ]),
    `:62F:C${today}PLN${comma(closing)}`,
    "-",
  ];
  assert.ok(payments.every(({ title, sender }) => /^[\x20-\x7d]*$/.test(title + sender)), "letters that every code page has");
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(""));
}

/** The accountant uploads a statement and reads the page about its file. */
export async function upload(office, page, name, buffer) {
  await page.goto(office.url + "/urzad/wyciagi/wgraj");
  await page.getByLabel("Plik z banku").setInputFiles({ name, mimeType: "text/plain", buffer });
  await page.getByRole("button", { name: "Wczytaj" }).click();
}
