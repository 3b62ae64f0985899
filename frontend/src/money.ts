// Amounts as Polish readers write them: "1 086,00 zł" with no-break spaces, the same as the server prints.
const NO_BREAK_SPACE = "\u00a0";

export function zloty(grosze: number): string {
  const whole = Math.trunc(Math.abs(grosze) / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, NO_BREAK_SPACE);
  const rest = (Math.abs(grosze) % 100).toString().padStart(2, "0");
  return `${grosze < 0 ? "−" : ""}${whole},${rest}${NO_BREAK_SPACE}zł`;
}
