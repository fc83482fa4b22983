"""The API (`/api/v1`): what the pages show, as data."""
