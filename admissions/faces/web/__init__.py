"""The web face: an API for other systems, and pages for people."""
