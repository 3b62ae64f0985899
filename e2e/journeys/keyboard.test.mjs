// A resident signs in and pays with nothing but the keyboard; every stop is visible and nothing covers it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { obeys, openOffice, reads, totp } from "../harness.mjs";

let office;
before(async () => {
  office = await openOffice({ payers: 40 });
});
after(() => office?.close());

/** The element in focus: its words, whether focus changes its look, whether its middle is on screen and not covered. */
const stop = (page) =>
  page.evaluate(() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const look = () => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(here);
      return JSON.stringify([outlineStyle, outlineWidth, outlineColor, boxShadow]);
    };
    const focused = look();
    here.blur();
    const plain = look();
    here.focus({ preventScroll: true });
    const { x, y, width, height } = here.getBoundingClientRect();
    // Of something higher than the window its visible part counts.
    const [top, bottom] = [Math.max(y, 0), Math.min(y + height, innerHeight)];
    const above = document.elementFromPoint(x + width / 2, (top + bottom) / 2);
    const words = here.getAttribute("aria-label") ?? here.labels?.[0]?.textContent ?? here.textContent;
    here.dataset.stopped = String(Number(here.dataset.stopped ?? 0) + 1);
    return {
      what: `${here.tagName.toLowerCase()} ${words.trim().replace(/\s+/g, " ")}`,
      times: Number(here.dataset.stopped),
      seen: focused !== plain,
      // The label of a box lies over it on purpose, so that the finger has more to hit.
      open: above !== null && (here.contains(above) || above.closest("label")?.control === here),
      above: above?.outerHTML.slice(0, 120),
    };
  });

/** Tab until `wanted` is in focus; looks at every stop on the way. */
async function tabTo(page, wanted) {
  for (let stops = 0; stops < 150; stops++) {
    await page.keyboard.press("Tab");
    const here = await stop(page);
    if (!here) continue;
    assert.ok(here.seen, `focus shows on "${here.what}" at ${page.url()}`);
    assert.ok(here.open, `"${here.what}" is not under ${here.above} at ${page.url()}`);
    if (wanted.test(here.what)) return here.what;
    assert.ok(here.times < 3, `${wanted} is never reached at ${page.url()}`);
  }
  assert.fail(`${wanted} is never reached at ${page.url()}`);
}

const enter = (page) => Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);

test("signing in and paying", async () => {
  const person = office.demo.people.find(({ role }) => role === "resident");
  const page = await office.window();
  await page.goto(office.url + "/logowanie");
  await tabTo(page, /^input Adres e-mail/);
  await page.keyboard.type(person.email);
  await tabTo(page, /^input Hasło/);
  await page.keyboard.type(person.password);
  await enter(page);
  await obeys(page);
  await tabTo(page, /^input Kod/);
  await page.keyboard.type(totp(person.totp));
  await enter(page);
  assert.equal(new URL(page.url()).pathname, "/");
  await tabTo(page, /^a Należności/);
  await enter(page);

  // All the way round: every control is reached, and the order ends.
  const reached = new Set();
  for (let stops = 0; ; stops++) {
    assert.ok(stops < 200, "the tab order ends");
    await page.keyboard.press("Tab");
    const here = await stop(page);
    if (!here || here.times > 1) break;
    assert.ok(here.seen && here.open, `"${here.what}" is in sight`);
    reached.add(here.what);
  }
  const missed = await page.evaluate(() =>
    [...document.querySelectorAll("a[href], button, input:not([type=hidden]), summary")]
      .filter((control) => control.checkVisibility({ visibilityProperty: true }) && !control.disabled && !control.dataset.stopped)
      .map((control) => control.outerHTML),
  );
  assert.deepEqual(missed, [], `the keyboard reaches everything (${reached.size} stops)`);

  await page.reload();
  await tabTo(page, /^summary Skąd ta kwota/);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("details[open]").count(), 1, "the explanation unfolds");
  await obeys(page);
  await tabTo(page, /^button Zapłać teraz/);
  await enter(page);
  await tabTo(page, /^input .*test/i);
  await page.keyboard.press("Space");
  assert.equal(await page.getByRole("radio", { checked: true }).count(), 1);
  await tabTo(page, /^button Zapłać \d/);
  await enter(page);
  await tabTo(page, /^button Zapłać$/);
  await enter(page);
  await page.getByRole("heading", { name: "Zapłacone" }).waitFor();
  assert.match(await reads(page), /zaksięgowana/);
  await tabTo(page, /^a Pokaż potwierdzenie/);
  await enter(page);
  await obeys(page);
});

test("on a small screen the floating bar covers no stop", async () => {
  const page = await office.window({ width: 360, height: 740 });
  const person = office.demo.people.find(({ role }) => role === "representative");
  await page.goto(office.url + "/logowanie");
  await page.getByLabel("Adres e-mail").fill(person.email);
  await page.getByRole("textbox", { name: "Hasło" }).fill(person.password);
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Kod" }).fill(totp(person.totp));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Dzień dobry" }).waitFor();
  await page.goto(office.url + "/naleznosci");
  await tabTo(page, /^a Stan usług/);
});
