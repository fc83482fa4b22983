"""Coding many reports: shards as a pure function, on one process or several, broken off and taken up again at any moment."""
