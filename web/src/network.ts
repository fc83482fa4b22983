// Who deals with whom, by Cytoscape: {nodes: [{id, name, weight}], edges: [{from, to, weight, quad, href}]} from data-src.
import cytoscape from "cytoscape";
import { colour, json } from "./data";

interface Graph {
  nodes: { id: string; name: string; weight: number; href?: string }[];
  edges: { from: string; to: string; weight: number; quad: string; href?: string }[];
}

const DASH: Record<string, "solid" | "dotted" | "dashed"> = { vc: "solid", mc: "dotted", vk: "dashed", mk: "solid" };

// Cytoscape puts a style sheet of this id into the page unless one is there; the Content-Security-Policy forbids it, and room.css says the same.
const SHEET = "__________cytoscape_stylesheet";

export async function draw(element: HTMLElement): Promise<void> {
  const graph = await json<Graph>(element);
  if (!graph.nodes.length) return;
  const ink = colour(element, "--ink");
  const heaviest = Math.max(1, ...graph.edges.map((edge) => edge.weight));
  element.replaceChildren();
  if (!document.getElementById(SHEET)) {
    const mark = document.createElement("meta");
    mark.id = SHEET;
    document.head.append(mark);
  }
  const drawn = cytoscape({
    container: element,
    elements: [
      ...graph.nodes.map((node) => ({ data: { ...node, size: 14 + 6 * Math.log2(1 + node.weight) } })),
      ...graph.edges.map((edge, i) => ({
        data: { ...edge, id: `e${i}`, source: edge.from, target: edge.to, width: 1 + (5 * edge.weight) / heaviest },
      })),
    ],
    style: [
      {
        selector: "node",
        style: { label: "data(name)", width: "data(size)", height: "data(size)", "font-size": 11, color: ink, "background-color": colour(element, "--accent"), "text-valign": "bottom", "text-margin-y": 3 },
      },
      { selector: "edge", style: { width: "data(width)", "curve-style": "bezier", "target-arrow-shape": "triangle", "arrow-scale": 0.8, opacity: 0.75 } },
      ...Object.entries(DASH).map(([quad, line]) => ({
        selector: `edge[quad = "${quad}"]`,
        style: { "line-color": colour(element, `--${quad}`), "target-arrow-color": colour(element, `--${quad}`), "line-style": line },
      })),
    ],
    layout: { name: "circle", animate: false, padding: 36, avoidOverlap: true },
    userZoomingEnabled: false,
    autoungrabify: false,
  });
  new ResizeObserver(() => {
    drawn.resize();
    drawn.fit(undefined, 36);
  }).observe(element);
  drawn.on("tap", "edge, node", (event) => {
    const href = event.target.data("href") as string | undefined;
    if (href) window.location.href = href;
  });
}
