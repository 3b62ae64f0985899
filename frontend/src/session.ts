// Two minutes before the session ends a notice offers to stay; one key is enough (WCAG 2.2.1).
//   <section class="session-warning" data-session-ends="1795000000" hidden> <form action="/sesja/przedluz" method="post">
// The form works as any form; here it is sent in the background and answers {"session_ends": <unix seconds>}.
import { announce } from "./announce";

const WARN_SECONDS = 120;
/** A remaining time beyond this means that the clocks disagree; a wrong warning is worse than none. */
const PLAUSIBLE_SECONDS = 48 * 3600;

export function sessionWarning(): void {
  const warning = document.querySelector<HTMLElement>("[data-session-ends]");
  const form = warning?.querySelector("form");
  if (!warning || !form) return;
  let ends = Number(warning.dataset.sessionEnds);
  const remaining = () => ends - Date.now() / 1000;
  if (!Number.isFinite(ends) || remaining() <= 0 || remaining() > PLAUSIBLE_SECONDS) return;

  const minutes = warning.querySelector("[data-session-left]");
  const check = () => {
    const left = remaining();
    if (left > WARN_SECONDS) {
      warning.hidden = true;
    } else if (left <= 0) {
      window.clearInterval(timer);
      if (minutes) minutes.textContent = "Sesja wygasła. Zaloguj się ponownie, aby kontynuować.";
      form.hidden = true;
    } else if (warning.hidden) {
      warning.hidden = false;
      announce("Za 2 minuty nastąpi wylogowanie. Możesz przedłużyć sesję.");
    }
  };
  const timer = window.setInterval(check, 5000);
  document.addEventListener("visibilitychange", check);
  check();

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    extend(form).then(
      (until) => {
        ends = until;
        check();
        announce("Sesja została przedłużona");
      },
      () => form.submit(),
    );
  });
}

async function extend(form: HTMLFormElement): Promise<number> {
  const response = await fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams(new FormData(form) as unknown as Record<string, string>),
  });
  const until = Number(((await response.json()) as { session_ends?: unknown }).session_ends);
  if (!response.ok || !Number.isFinite(until)) throw new Error(`przedłużenie sesji: ${response.status}`);
  return until;
}
