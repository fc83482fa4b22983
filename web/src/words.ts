// The coding page of audits: click words (or the first and, with Shift, the last) to fill the field in hand; bare letters press buttons.

const letters: Record<string, string> = { e: "save", m: "more", n: "none", k: "skip" };

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** The field of words that a click fills: that of the event in hand, else the last one. */
function field(form: HTMLElement, last: Element | null): HTMLInputElement | undefined {
  const own = last?.closest("fieldset")?.querySelector<HTMLInputElement>('input[name^="trigger-"]');
  return own ?? [...form.querySelectorAll<HTMLInputElement>('input[name^="trigger-"]')].at(-1);
}

/** Underline the words whose numbers a field holds. */
function show(sentence: HTMLElement, written: string): void {
  const match = /^\s*(\d+)(?:\s*[-–]\s*(\d+))?\s*$/.exec(written);
  const first = match ? Number(match[1]) : 0;
  const last = match ? Number(match[2] ?? match[1]) : -1;
  for (const word of sentence.querySelectorAll<HTMLElement>("[data-word]")) {
    const number = Number(word.dataset.word);
    word.classList.toggle("chosen", first <= number && number <= last);
  }
}

export function draw(form: HTMLElement): void {
  const sentence = document.querySelector<HTMLElement>("[data-sentence]");
  if (!sentence) return;
  let start = 0;
  let inHand: Element | null = null;
  form.addEventListener("focusin", (event) => {
    inHand = event.target as Element;
    const trigger = field(form, inHand);
    if (trigger) show(sentence, trigger.value);
  });
  form.addEventListener("input", (event) => {
    const target = event.target as HTMLInputElement;
    if (target.name.startsWith("trigger-")) show(sentence, target.value);
  });
  sentence.addEventListener("click", (event) => {
    const word = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-word]") : null;
    const trigger = field(form, inHand);
    if (!word || !trigger) return;
    const number = Number(word.dataset.word);
    const from = event.shiftKey && start ? Math.min(start, number) : number;
    const to = event.shiftKey && start ? Math.max(start, number) : number;
    if (!event.shiftKey) start = number;
    trigger.value = from === to ? String(from) : `${from}-${to}`;
    show(sentence, trigger.value);
    trigger.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && event.target instanceof HTMLElement) event.target.blur();
    if (typing(event.target)) return;
    const button = form.querySelector<HTMLButtonElement>(`button[name="do"][value="${letters[event.key] ?? "-"}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  const trigger = field(form, null);
  if (trigger) show(sentence, trigger.value);
}
