// Keys on lists of cards: j/k move, Enter opens, a accepts, e edits, x rejects, c copies the citation. The pages have the same as buttons.

const keys: Record<string, string> = { a: "accept", e: "edit", x: "reject" };

function cards(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-card]")];
}

function current(): HTMLElement | undefined {
  return cards().find((card) => card.getAttribute("aria-current") === "true");
}

/** Mark a card as the current one, bring it into view, and load it beside the list where the page has room for that. */
function choose(card: HTMLElement | undefined): void {
  if (!card) return;
  for (const other of cards()) other.removeAttribute("aria-current");
  card.setAttribute("aria-current", "true");
  card.scrollIntoView({ block: "nearest" });
  card.querySelector<HTMLElement>("[data-open]")?.focus({ preventScroll: true });
  card.dispatchEvent(new CustomEvent("choose", { bubbles: true }));
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

async function copy(card: HTMLElement): Promise<void> {
  const text = card.dataset.citation;
  if (!text) return;
  await navigator.clipboard.writeText(text);
  const told = document.querySelector<HTMLElement>("[data-told]");
  if (told) told.textContent = "Citation copied.";
}

export function watchKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const all = cards();
    if (!all.length) return;
    const card = current();
    const at = card ? all.indexOf(card) : -1;
    if (event.key === "j") choose(all[Math.min(at + 1, all.length - 1)]);
    else if (event.key === "k") choose(all[Math.max(at - 1, 0)]);
    else if (card && event.key === "c") void copy(card);
    else if (card && keys[event.key]) card.querySelector<HTMLElement>(`[data-do="${keys[event.key]}"]`)?.click();
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const copier = target?.closest<HTMLElement>("[data-do='copy']");
    if (copier) void copy(copier.closest<HTMLElement>("[data-card]") ?? copier);
  });
}
