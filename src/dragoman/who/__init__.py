"""Finds who is named, described or pointed at, and who they are on a day."""

from dragoman.who.finder import MentionFinder
from dragoman.who.power import Power, acts_as_power
from dragoman.who.resolver import Resolver

__all__ = ["MentionFinder", "Power", "Resolver", "acts_as_power"]
