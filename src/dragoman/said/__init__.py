"""Who is quoted saying, thinking, wanting or knowing what: every attribution of a text, found from the text and knowledge alone."""

from dragoman.said.finder import find

__all__ = ["find"]
