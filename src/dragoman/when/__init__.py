"""When: time expressions of a text and the intervals they name."""

from dragoman.when.asking import ask
from dragoman.when.finding import find

__all__ = ["ask", "find"]
