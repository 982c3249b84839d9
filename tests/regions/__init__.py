"""The diagram, the regions and what a condition means."""
