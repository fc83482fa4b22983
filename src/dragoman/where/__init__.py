"""Where: place names of a text and the places they mean."""

from dragoman.where.asking import ask
from dragoman.where.context import Context
from dragoman.where.finding import find

__all__ = ["Context", "ask", "find"]
