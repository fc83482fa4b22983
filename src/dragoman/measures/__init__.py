"""Panels, relations and the account of a region, each with its formula, its source and its uncertainty."""

from dragoman.measures.basis import Basis, prepare
from dragoman.measures.coverage import coverage
from dragoman.measures.opening import open_basis
from dragoman.measures.panel import Panel, panel
from dragoman.measures.region import region
from dragoman.measures.relation import relation
from dragoman.measures.relations import relations
from dragoman.measures.scope import Period, Scope

__all__ = ["Basis", "Panel", "Period", "Scope", "coverage", "open_basis", "panel", "prepare", "region", "relation", "relations"]
