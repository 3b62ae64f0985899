// Colours of every scheme in one table; the build turns it into CSS variables.
// The five brand variables here are only a neutral default: /marka.css, loaded later and outside any
// cascade layer, replaces them with the palette derived from the municipality's colour. Only the contrast
// scheme is stronger than that: who asks for it gets black and yellow, not the town's colour.

/** name: [light, dark, high contrast chosen by the person] */
const colours = {
  "paper": ["#fbfaf8", "#14181a", "#000"],
  "surface": ["#fff", "#1c2224", "#000"],
  "ink": ["#1c2326", "#eceeed", "#fff"],
  "soft": ["#56605f", "#aeb8b7", "#fff"],
  "line": ["#dcdad4", "#384043", "#fff"],
  "edge": ["#737a79", "#8d9796", "#fff"],
  "track": ["#e9e7e1", "#343b3d", "#333"],
  "brand": ["#0b5563", "#5bb0c0", "#ffe14d"],
  "brand-ink": ["#083c46", "#a3d8e2", "#ffe14d"],
  "brand-tint": ["#e8f1f2", "#17343a", "#000"],
  "brand-hover": ["#084552", "#7cc3d0", "#fff"],
  "brand-active": ["#06333c", "#9bd3de", "#fff"],
  "on-brand": ["#fff", "#000", "#000"],
  "late": ["#a3221d", "#ffa79f", "#ffb3ad"],
  "late-tint": ["#fbeceb", "#41211f", "#000"],
  "ok": ["#1f6b3a", "#8bd9a5", "#9df5b9"],
  "ok-tint": ["#e8f4ec", "#183521", "#000"],
  "warn": ["#6d4700", "#f3cd74", "#ffe14d"],
  "warn-tint": ["#fff4d6", "#372d13", "#000"],
  "warn-line": ["#e0bd4c", "#73602a", "#ffe14d"],
  "info": ["#0b4f8a", "#9ccaf6", "#b8dcff"],
  "info-tint": ["#e8f0f9", "#172c42", "#000"],
  "focus-inner": ["#fff", "#000", "#000"],
  "focus-outer": ["#101415", "#fff", "#fff"],
  // Chart hues, told apart in protanopia, deuteranopia and tritanopia (after Okabe and Ito, darkened for 3:1).
  "c1": ["#0072b2", "#56b4e9", "#56b4e9"],
  "c2": ["#c04f00", "#f0903c", "#f0903c"],
  "c3": ["#00795a", "#2fc79d", "#2fc79d"],
  "c4": ["#a8487e", "#e08fbd", "#e08fbd"],
};

/** More contrast asked for by the system: hairlines and quiet text become as strong as the text. */
const stronger = { line: "ink", edge: "ink", soft: "ink" };

const scheme = (column, name) =>
  `color-scheme:${name};` +
  Object.entries(colours)
    .map(([token, values]) => `--${token}:${values[column]}`)
    .join(";");

const aliases = Object.entries(stronger)
  .map(([token, source]) => `--${token}:var(--${source})`)
  .join(";");

export const tokensCss = `@layer tokens{
:root{${scheme(0, "light")}}
@media(prefers-color-scheme:dark){:root:not([data-theme]){${scheme(1, "dark")}}}
:root[data-theme=dark]{${scheme(1, "dark")}}
@media(prefers-contrast:more){:root:not([data-theme=contrast]){${aliases}}}
}
:root[data-theme=contrast]{${scheme(2, "dark")}}`;
