// Who deals with whom, by Cytoscape: {nodes: [{id, name, weight}], edges: [{from, to, weight, quad, href}]} from data-src.
import cytoscape from "cytoscape";
import { colour, json } from "./data";

interface Graph {
  nodes: { id: string; name: string; weight: number; href?: string }[];
  edges: { from: string; to: string; weight: number; quad: string; href?: string }[];
}

const DASH: Record<string, "solid" | "dotted" | "dashed"> = { vc: "solid", mc: "dotted", vk: "dashed", mk: "solid" };

export async function draw(element: HTMLElement): Promise<void> {
  const graph = await json<Graph>(element);
  if (!graph.nodes.length) return;
  const ink = colour(element, "--ink");
  const heaviest = Math.max(1, ...graph.edges.map((edge) => edge.weight));
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.replaceChildren();
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
    layout: { name: "cose", animate: !still, randomize: false, nodeRepulsion: () => 9000, idealEdgeLength: () => 90 },
    userZoomingEnabled: false,
    autoungrabify: false,
  });
  drawn.on("tap", "edge, node", (event) => {
    const href = event.target.data("href") as string | undefined;
    if (href) window.location.href = href;
  });
}
