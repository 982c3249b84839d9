"""The questions, held against enumeration of every complete profile."""
