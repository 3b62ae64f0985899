// One polite live region for short messages ("Skopiowano"); it must be in the page before its text changes.
let region: HTMLElement | undefined;

export function announceRegion(): void {
  region = document.createElement("div");
  region.className = "sr-only";
  region.setAttribute("role", "status");
  document.body.append(region);
}

export function announce(message: string): void {
  if (!region) return;
  region.textContent = "";
  // The same sentence twice in a row is spoken again only after the region was really empty.
  window.setTimeout(() => region && (region.textContent = message), 50);
}
