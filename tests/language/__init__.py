"""The language: reading, writing and lowering conditions."""
