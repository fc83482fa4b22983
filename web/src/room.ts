// The reading room's front end. Pages work without it; it makes them quicker: partial updates, keys, charts, map, network.
import htmx from "htmx.org";
import { watchKeys } from "./keys";

htmx.config.allowEval = false; // the Content-Security-Policy forbids it
htmx.config.includeIndicatorStyles = false; // no inline styles: room.css has them
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // texts of reports are not kept in the browser's storage

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector<HTMLMetaElement>('meta[name="form-token"]')?.content;
  if (token) (event as CustomEvent).detail.headers["x-dragoman-form"] = token;
});

type Island = (element: HTMLElement) => void | Promise<void>;
const islands: Record<string, () => Promise<Island>> = {
  series: async () => (await import("./series")).draw,
  spark: async () => (await import("./spark")).draw,
  map: async () => (await import("./map")).draw,
  network: async () => (await import("./network")).draw,
  words: async () => (await import("./words")).draw,
};

/** In an excerpt that scrolls, the words of the claim are in view. */
function reveal(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLElement>(".excerpt")) {
    const words = box.querySelector<HTMLElement>("mark.trigger");
    if (words) box.scrollTop += words.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
  }
}

/** Start every island below a root that has not been started; each is loaded only where a page has one. */
async function start(root: ParentNode): Promise<void> {
  for (const element of root.querySelectorAll<HTMLElement>("[data-island]:not([data-started])")) {
    const load = islands[element.dataset.island ?? ""];
    if (!load) continue;
    element.dataset.started = "";
    try {
      await (await load())(element);
    } catch (error) {
      console.error(error); // the table beside it has the same figures
      element.dataset.failed = "";
    }
  }
}

document.addEventListener("htmx:load", (event) => {
  const root = (event.target as Element).parentElement ?? document;
  reveal(root);
  void start(root);
});
let waiting: ReturnType<typeof setTimeout> | undefined;
/** Series are drawn as wide as there is room, so that their words stay legible. */
window.addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const drawn = document.querySelectorAll<HTMLElement>('[data-island="series"][data-started]');
    if (!drawn.length) return;
    const { draw } = await import("./series");
    for (const element of drawn) draw(element);
  }, 150);
});
document.documentElement.classList.add("scripted");
reveal(document);
void start(document);
watchKeys();
