"""Bytes to reports: one file per format, and the sources that lead to them."""

from dragoman.reading.sources import read

__all__ = ["read"]
