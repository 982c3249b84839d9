"""Regions: exact sets of complete profiles, held as decision diagrams, and what a condition means."""
