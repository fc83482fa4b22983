// A series over time by Observable Plot, from the table that stands beside it: columns period, value, and (where there are) low, high, kind.
import * as Plot from "@observablehq/plot";
import { colour, rows } from "./data";

// kinds are told apart by stroke as well as colour, as everywhere in the room
const DASH: Record<string, string> = { mc: "2 3", vk: "7 4", mk: "10 2 2 2" };

/** Whether a value of one kind stands between two periods in which nothing was read, so that no line leads to it. */
function alone(data: { value: number; kind: string }[], i: number): boolean {
  return [data[i - 1], data[i + 1]].every((other) => !other || other.kind !== data[i]?.kind || Number.isNaN(other.value));
}

export function draw(element: HTMLElement): void {
  const known = rows(element).filter((row) => row.period);
  const data = known
    .map((row) => ({
      period: new Date(row.period ?? ""),
      value: row.value === "" || row.value === "NA" ? Number.NaN : Number(row.value), // nothing read: the line breaks off
      low: row.low ? Number(row.low) : undefined,
      high: row.high ? Number(row.high) : undefined,
      kind: row.kind ?? "",
    }));
  if (!data.some((d) => !Number.isNaN(d.value))) return;
  const most = Math.max(...data.map((d) => Math.max(d.high ?? 0, d.value || 0)));
  const kinds = [...new Set(data.map((d) => d.kind))];
  const tones = kinds.map((kind) => colour(element, `--${kind || "accent"}`));
  const chart = Plot.plot({
    width: Math.max(280, element.clientWidth),
    height: Number(element.dataset.height ?? 200),
    marginLeft: 40,
    style: { background: "transparent", color: "currentColor", fontFamily: "inherit", fontSize: "12px" },
    x: { type: "utc", label: null },
    y: { grid: true, label: element.dataset.label ?? null, nice: true, zero: true, ticks: Math.min(5, Math.max(1, Math.ceil(most))) },
    color: { domain: kinds, range: tones },
    marks: [
      ...(data.some((d) => d.low !== undefined)
        ? [Plot.areaY(data, { x: "period", y1: "low", y2: "high", z: "kind", fill: "kind", fillOpacity: 0.14 })]
        : []),
      ...kinds.map((kind) =>
        Plot.lineY(data.filter((d) => d.kind === kind), { x: "period", y: "value", stroke: "kind", strokeWidth: 1.75, strokeDasharray: DASH[kind] }),
      ),
      Plot.dot(data.filter((d, i) => d.value > 0 || (d.value === 0 && alone(data, i))), { x: "period", y: "value", fill: "kind", r: 3, title: (d: (typeof data)[number]) => `${d.period.toISOString().slice(0, 10)}: ${d.value}` }),
    ],
  });
  for (const sheet of chart.querySelectorAll("style")) sheet.remove(); // forbidden by the Content-Security-Policy; room.css says the same
  for (const part of chart.querySelectorAll("g[aria-label]")) part.removeAttribute("aria-label"); // parts of an image have no names
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", element.dataset.title ?? "");
  element.replaceChildren(chart);
}
