"""Report → Text: sentences, tokens and grammatical functions that no longer show which parser made them."""

from dragoman.text.parser import Parser, default_parser, parse, parse_reports

__all__ = ["Parser", "default_parser", "parse", "parse_reports"]
