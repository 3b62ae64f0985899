// A status that changes while the person waits (a payment being confirmed).
//   <div id="stan" role="status" data-sse="/platnosci/1/zdarzenia" data-fragment="/platnosci/1" data-poll="5">
// Each event reloads the fragment (the same id in that page); without data-fragment the event's text is shown.
// A fragment that holds [data-final] ends the waiting. Where events do not arrive, the fragment is polled.
const DEFAULT_POLL_SECONDS = 5;

export function liveStatus(): void {
  document.querySelectorAll<HTMLElement>("[data-sse]").forEach(watch);
}

function watch(element: HTMLElement): void {
  const { sse, fragment, poll } = element.dataset;
  let source: EventSource | undefined;
  let timer: number | undefined;

  const stop = () => {
    source?.close();
    window.clearInterval(timer);
    element.removeAttribute("data-sse");
    element.removeAttribute("aria-busy");
  };

  const reload = async () => {
    if (!fragment) return;
    const response = await fetch(fragment, { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = element.id ? page.getElementById(element.id) : page.body;
    if (!fresh) return;
    if (fresh.textContent?.trim() !== element.textContent?.trim()) element.replaceChildren(...fresh.childNodes);
    if (element.querySelector("[data-final]")) stop();
  };

  // A failed request is tried again by the next event or the next turn of the clock.
  const refresh = () => void reload().catch(() => undefined);

  const startPolling = () => {
    if (timer !== undefined || !fragment) return;
    timer = window.setInterval(refresh, Number(poll ?? DEFAULT_POLL_SECONDS) * 1000);
  };

  if (!sse || !("EventSource" in window)) {
    startPolling();
    return;
  }
  source = new EventSource(sse);
  source.onmessage = (event: MessageEvent<string>) => {
    if (fragment) refresh();
    else element.textContent = event.data;
  };
  source.addEventListener("status", source.onmessage as EventListener);
  source.onopen = () => {
    window.clearInterval(timer);
    timer = undefined;
    refresh();
  };
  source.onerror = startPolling;
}
