"""Findings about one checked case, chained by durable-rules."""
