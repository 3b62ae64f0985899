// A screenshot of every page at 1280 and 360 px into shots/, as visitor, resident and each kind of staff.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openOffice, signIn } from "./harness.mjs";
import { pages } from "./pages.mjs";

const target = process.env.E2E_SHOTS ?? "shots";
mkdirSync(target, { recursive: true });
const office = await openOffice({ payers: Number(process.env.E2E_PAYERS ?? 200) });
try {
  for (const [role, paths] of Object.entries(pages)) {
    const page = await office.window();
    if (role !== "visitor") await signIn(office, page, role);
    for (const path of paths) {
      await page.goto(office.url + path);
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 900 });
        const name = `${role}${path.replace(/[^a-z0-9]+/gi, "-").replace(/-$/, "")}-${width}.png`;
        await page.screenshot({ path: join(target, name), fullPage: true });
      }
      await page.setViewportSize({ width: 1280, height: 900 });
    }
    await page.context().close();
  }
} finally {
  await office.close();
}
