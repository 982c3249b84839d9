"""Findings: the engine in its fence, chaining, the facts of a case, casework files and the words."""
