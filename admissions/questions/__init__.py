"""The questions that people put to a rule set, each answered by set algebra on regions."""
