"""Fixtures of the tests of `run`."""

from storefixtures import coder, empty, original, store, twelve

__all__ = ["coder", "empty", "original", "store", "twelve"]
