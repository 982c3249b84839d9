"""Entry criteria of special schools and resource bases: written as rules, read exactly, never deciding."""

__version__ = "0.1.0"
