// The bar under a list of dues: how many are ticked and what they add up to. The server adds up again on submit.
//   <div data-selection="form-id"> … <span data-selected-count>3</span> <output data-selected-sum>…</output>
//   <input type="checkbox" data-grosze="81200"> anywhere in that form
import { zloty } from "./money";

export function dueSelection(): void {
  for (const bar of document.querySelectorAll<HTMLElement>("[data-selection]")) {
    const form = document.getElementById(bar.dataset.selection ?? "");
    if (!(form instanceof HTMLFormElement)) continue;
    const boxes = () =>
      Array.from(form.elements).filter(
        (field): field is HTMLInputElement => field instanceof HTMLInputElement && field.type === "checkbox" && field.dataset.grosze !== undefined,
      );
    const count = bar.querySelector("[data-selected-count]");
    const sum = bar.querySelector("[data-selected-sum]");
    const show = () => {
      const ticked = boxes().filter((box) => box.checked);
      const total = ticked.reduce((grosze, box) => grosze + Number(box.dataset.grosze), 0);
      if (count) count.textContent = ticked.length.toString();
      if (sum) sum.textContent = zloty(total);
    };
    document.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement && event.target.form === form) show();
    });
    // Browsers restore ticks after "back" once the page is shown, later than this script runs.
    window.addEventListener("pageshow", show);
    show();
  }
}
