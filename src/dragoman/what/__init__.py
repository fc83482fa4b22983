"""Predicate frames: rules of the codebook and, where they are silent, the learned coder."""

from dragoman.what.rules import RuleFinder

__all__ = ["RuleFinder"]
