// Keys for clerks, on pages with [data-keys]: arrows walk the rows, Enter confirms the row in focus, S goes to the
// search box, ? shows the list of keys. Never while typing; the single-character keys can be switched off (WCAG 2.1.4).
//   <div data-keys> … <tr data-key-row> … <form data-key-confirm>   <input data-key-search>   <details data-keys-help>
//   data-keys="focus" puts focus on the first row at once (after a confirmation, to carry on).
const SWITCH = "ratusz.keys";

export function clerkKeys(): void {
  const area = document.querySelector<HTMLElement>("[data-keys]");
  if (!area) return;
  const rows = () => Array.from(area.querySelectorAll<HTMLElement>("[data-key-row]"));

  const select = (row: HTMLElement | undefined) => {
    if (!row) return;
    for (const other of rows()) other.tabIndex = other === row ? 0 : -1;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  };

  const move = (step: number) => {
    const list = rows();
    const at = list.findIndex((row) => row.contains(document.activeElement));
    select(at < 0 ? list[0] : list[Math.min(Math.max(at + step, 0), list.length - 1)]);
  };

  rows().forEach((row, index) => (row.tabIndex = index === 0 ? 0 : -1));
  area.addEventListener("focusin", (event) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-key-row]");
    for (const other of rows()) {
      if (other === row) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
  });

  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    // The skip link leaves the focus on the whole content, around the list.
    const inside = area.contains(target) || target.contains(area);
    if (!inside || isTyping(target) || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (act(event, target)) event.preventDefault();
  });

  const act = (event: KeyboardEvent, target: HTMLElement): boolean => {
    switch (event.key) {
      case "ArrowDown":
        move(1);
        return rows().length > 0;
      case "ArrowUp":
        move(-1);
        return rows().length > 0;
      case "Enter": {
        // Only the row itself: on a link or button inside it Enter keeps its usual meaning. A held key confirms once.
        if (!target.matches("[data-key-row]") || event.repeat) return false;
        target.querySelector<HTMLFormElement>("form[data-key-confirm]")?.requestSubmit();
        return true;
      }
    }
    if (switchedOff()) return false;
    if (event.key.toLowerCase() === "s") return focusOn(area.querySelector("[data-key-search]"));
    if (event.key === "?") return showHelp(area.querySelector("[data-keys-help]"));
    return false;
  };

  wireSwitch(area.querySelector("[data-keys-switch]"));
  if (area.dataset.keys === "focus") select(rows()[0]);
}

function isTyping(target: HTMLElement): boolean {
  return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select");
}

function focusOn(field: HTMLElement | null): boolean {
  field?.focus();
  // Typing replaces what stands in the field.
  if (field instanceof HTMLInputElement) field.select();
  return field !== null;
}

function showHelp(help: HTMLDetailsElement | null): boolean {
  if (!help) return false;
  help.open = !help.open;
  help.querySelector("summary")?.focus();
  return true;
}

function switchedOff(): boolean {
  try {
    return localStorage.getItem(SWITCH) === "off";
  } catch {
    return false;
  }
}

function wireSwitch(box: HTMLInputElement | null): void {
  if (!box) return;
  box.checked = !switchedOff();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
}
