"""Frozen values: need fields, conditions, provisions, profiles and outcomes. No files and no clock."""
