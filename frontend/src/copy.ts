// Copy buttons beside account numbers and transfer titles: data-copy holds the text itself.
import { announce } from "./announce";

const BACK_AFTER_MS = 3000;

export function copyButtons(): void {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    const label = button.textContent ?? "";
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy ?? "");
        button.textContent = "Skopiowano";
        announce("Skopiowano do schowka");
      } catch {
        announce("Nie udało się skopiować. Zaznacz tekst i skopiuj go samodzielnie.");
      }
      window.setTimeout(() => (button.textContent = label), BACK_AFTER_MS);
    });
  }
}
