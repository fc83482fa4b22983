// The figures of an island: from the table that shows the same (data-table names its id), or from a JSON endpoint (data-src).

export async function json<T>(element: HTMLElement): Promise<T> {
  const response = await fetch(element.dataset.src ?? "", { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`${element.dataset.src}: ${response.status}`);
  return (await response.json()) as T;
}

export interface Row {
  [column: string]: string;
}

/** Rows of a table by their columns' data-column names. */
export function rows(element: HTMLElement): Row[] {
  const table = document.getElementById(element.dataset.table ?? "");
  if (!(table instanceof HTMLTableElement)) return [];
  const names = [...table.querySelectorAll<HTMLElement>("thead th")].map((th) => th.dataset.column ?? "");
  return [...table.querySelectorAll("tbody tr")].map((tr) =>
    Object.fromEntries([...tr.children].map((td, i) => [names[i] ?? "", (td as HTMLElement).dataset.value ?? td.textContent?.trim() ?? ""])),
  );
}

export function colour(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim() || "currentColor";
}
