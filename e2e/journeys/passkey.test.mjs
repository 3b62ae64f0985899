// A passkey: added to the account, then used instead of password and code.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { obeys, openOffice, reads, signIn } from "../harness.mjs";

let office;
before(async () => {
  office = await openOffice({ payers: 40 });
});
after(() => office?.close());

test("adding a passkey and signing in with it", async () => {
  const page = await office.window();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  const person = await signIn(office, page, "resident");
  await page.goto(office.url + "/konto/klucze");
  await page.getByLabel("Nazwa klucza").fill("telefon");
  await page.getByRole("button", { name: "Dodaj klucz" }).click();
  await page.waitForURL((url) => url.pathname !== "/konto/klucze" || url.search !== "", { timeout: 5000 }).catch(() => undefined);
  await obeys(page);
  await page.goto(office.url + "/konto/klucze");
  assert.match(await reads(page), /telefon/);
  await obeys(page);
  const { credentials } = await devtools.send("WebAuthn.getCredentials", { authenticatorId });
  assert.equal(credentials.length, 1);
  assert.equal(credentials[0].rpId, "localhost");

  const enter = async () => {
    await page.goto(office.url + "/logowanie");
    await page.getByRole("button", { name: "Zaloguj się kluczem dostępu" }).click();
  };
  await page.getByRole("button", { name: "Wyloguj" }).first().click();
  await page.goto(office.url + "/naleznosci");
  assert.equal(new URL(page.url()).pathname, "/logowanie", "signed out");
  await enter();
  await page.getByRole("heading", { name: "Dzień dobry" }).waitFor();
  assert.ok((await reads(page)).includes(person.name));
  await page.goto(office.url + "/naleznosci");
  assert.match(await reads(page), /Do zapłaty dziś/, "a passkey is enough for the dues");

  await page.goto(office.url + "/konto/klucze");
  await page.getByRole("button", { name: "Usuń klucz telefon" }).click();
  assert.match(await reads(page), /Nie masz jeszcze klucza/);
  await page.getByRole("button", { name: "Wyloguj" }).first().click();
  await enter();
  const status = page.getByRole("alert").filter({ hasText: /\S/ });
  await status.waitFor();
  assert.equal(new URL(page.url()).pathname, "/logowanie", "a removed key opens nothing");
});
