"""The store: immutable Parquet segments, a manifest that says which of them count, and the ways to read and rewrite them."""
