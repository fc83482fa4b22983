// A sparkline in plain SVG: data-values "1,0,3,…" (empty where nothing was read), data-low and data-high for the band of the usual,
// data-outside for a dot on the last value, data-changed for a tick there: other sources than before.

const NS = "http://www.w3.org/2000/svg";

function make(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

export function draw(element: HTMLElement): void {
  const values = (element.dataset.values ?? "").split(",").map((v) => (v.trim() === "" ? null : Number(v)));
  const low = Number(element.dataset.low ?? 0);
  const high = Number(element.dataset.high ?? 0);
  const width = 104;
  const height = 22;
  const most = Math.max(1, high, ...values.map((v) => v ?? 0));
  const x = (i: number): number => 2 + (i * (width - 5)) / Math.max(1, values.length - 1);
  const y = (v: number): number => height - 2 - (v * (height - 4)) / most;
  const svg = make("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  if (high > low) svg.append(make("rect", { class: "band", x: 0, width, y: y(high), height: Math.max(1, y(low) - y(high)) }));
  let path = "";
  let pen = false;
  values.forEach((value, i) => {
    if (value === null) {
      pen = false;
      return;
    }
    path += `${pen ? "L" : "M"}${x(i).toFixed(1)},${y(value).toFixed(1)}`;
    if (!pen && (values[i + 1] ?? null) === null) svg.append(make("circle", { class: "alone", cx: x(i), cy: y(value), r: 1.5 })); // no line leads there
    pen = true;
  });
  svg.append(make("path", { class: "line", d: path, fill: "none" }));
  const last = values.at(-1);
  if (last !== null && last !== undefined && element.dataset.outside === "true") {
    svg.append(make("circle", { class: "dot", cx: x(values.length - 1), cy: y(last), r: 2.5 }));
  }
  if (last !== null && last !== undefined && element.dataset.changed === "true") {
    svg.append(make("line", { class: "tick", x1: width - 1, x2: width - 1, y1: 0, y2: height })); // other sources than before
  }
  element.replaceChildren(svg);
}
