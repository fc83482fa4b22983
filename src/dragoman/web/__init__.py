"""The reading room: pages and an API over one store. `app.create_app` makes it, `dragoman serve` runs it."""
