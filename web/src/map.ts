// A map without a tile server: countries from world-atlas, borders that somebody disputes dashed, places as discs as wide as what is unknown.
import { geoArea, geoCircle, geoNaturalEarth1, geoPath, type GeoPermissibleObjects } from "d3-geo";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, GeometryObject, Topology } from "topojson-specification";

interface Disc {
  longitude: number;
  latitude: number;
  kilometres: number; // radius of what is unknown: 0 for a building, some hundreds for a country
  name: string;
  count?: number;
  href?: string;
}
interface Given {
  discs: Disc[];
  disputed: [string, string][]; // pairs of ISO 3166 numeric codes whose border is disputed
}

const NS = "http://www.w3.org/2000/svg";
const KM_PER_DEGREE = 111.2;

function make(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

export async function draw(element: HTMLElement): Promise<void> {
  const given = JSON.parse(element.dataset.map ?? '{"discs":[],"disputed":[]}') as Given;
  const atlas = (await import("world-atlas/countries-110m.json")).default as unknown as Topology<{ countries: GeometryCollection }>;
  const width = Math.max(240, element.clientWidth);
  const height = Math.round(width * Number(element.dataset.ratio ?? 0.6));
  const circles = given.discs.map((disc) =>
    geoCircle()
      .center([disc.longitude, disc.latitude])
      .radius(Math.max(disc.kilometres, 20) / KM_PER_DEGREE)(),
  );
  const around = { type: "GeometryCollection", geometries: given.discs.map((disc, i) => frame(disc, circles[i] as GeoPermissibleObjects)) };
  const projection = geoNaturalEarth1();
  if (given.discs.length) {
    const middle = given.discs.reduce((sum, disc) => sum + disc.longitude, 0) / given.discs.length;
    projection.rotate([-middle, 0]).fitExtent([[8, 8], [width - 8, height - 8]], around as unknown as GeoPermissibleObjects);
  } else projection.fitSize([width, height], { type: "Sphere" });
  projection.clipExtent([[0, 0], [width, height]]);
  const path = geoPath(projection);
  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": element.dataset.title ?? "Map" });
  const countries = atlas.objects.countries;
  svg.append(make("path", { class: "land", d: path(feature(atlas, countries)) ?? "" }));
  const dashed = new Set(given.disputed.flatMap(([a, b]) => [`${a}-${b}`, `${b}-${a}`]));
  const key = (a: GeometryObject, b: GeometryObject): string => `${String(a.id)}-${String(b.id)}`;
  svg.append(make("path", { class: "border", d: path(mesh(atlas, countries, (a, b) => a !== b && !dashed.has(key(a, b)))) ?? "" }));
  svg.append(make("path", { class: "border disputed", d: path(mesh(atlas, countries, (a, b) => a !== b && dashed.has(key(a, b)))) ?? "" }));
  const order = [...given.discs.keys()].sort((a, b) => geoArea(circles[b] as GeoPermissibleObjects) - geoArea(circles[a] as GeoPermissibleObjects));
  for (const i of order) {
    const disc = given.discs[i] as Disc;
    const shape = make("path", { class: "disc", d: path(circles[i] as GeoPermissibleObjects) ?? "" });
    const title = make("title", {});
    title.textContent = disc.count ? `${disc.name}: ${disc.count}` : disc.name;
    shape.append(title);
    if (disc.href) {
      const link = make("a", { href: disc.href, "aria-label": title.textContent });
      link.append(shape);
      svg.append(link);
    } else svg.append(shape);
  }
  element.replaceChildren(svg);
}

/** What must be in view around a disc: at least some 600 km each way, so that neighbours can be told. */
function frame(disc: Disc, circle: GeoPermissibleObjects): GeoPermissibleObjects {
  return disc.kilometres > 600 ? circle : geoCircle().center([disc.longitude, disc.latitude]).radius(600 / KM_PER_DEGREE)();
}
