"""The only place that knows how rules, cases and answers are spelled: YAML and JSON, with positions kept."""
