"""The pages in a real browser, which asks a real server."""
