"""The formats of `dragoman export --to`, by name."""

from __future__ import annotations

from dragoman.exports import ftm, gdelt, gdelt_mentions, geojson, gexf, icews, plover, polecat, tabular
from dragoman.exports.happening import Writer

WRITERS: dict[str, Writer] = {
    "csv": tabular.write_csv,
    "parquet": tabular.write_parquet,
    "geojson": geojson.write,
    "gexf": gexf.write,
    "plover": plover.write,
    "polecat": polecat.write,
    "gdelt": gdelt.write,
    "gdelt-mentions": gdelt_mentions.write,
    "icews": icews.write,
    "ftm": ftm.write,
}
SIMPLE = frozenset({"csv", "parquet", "geojson"})  # rows alone: neither parties apart nor evidence
WITHOUT_MODALITY = frozenset({"polecat", "gdelt", "gdelt-mentions", "icews", "gexf"})  # formats that would tell a plan or a denial as a deed
