"""Panels, relations and the account of a region, each with its formula, its source and its uncertainty."""
