"""Reads knowledge into typed objects, checks it, and runs every example."""
