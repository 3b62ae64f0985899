// "Pokaż hasło" beside a password field; the button exists only where the script runs.
import { announce } from "./announce";

export function showPassword(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-show-password]")) {
    const field = document.getElementById(button.dataset.showPassword ?? "");
    if (!(field instanceof HTMLInputElement)) continue;
    const show = (visible: boolean) => {
      field.type = visible ? "text" : "password";
      button.textContent = visible ? "Ukryj" : "Pokaż";
      button.setAttribute("aria-label", visible ? "Ukryj hasło" : "Pokaż hasło");
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      show(field.type === "password");
      announce(field.type === "text" ? "Hasło jest widoczne" : "Hasło jest ukryte");
    });
    // Sent as a password field, so that browsers do not remember it as ordinary text.
    field.form?.addEventListener("submit", () => show(false));
  }
}
