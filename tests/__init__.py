"""The tests; `judges` holds what they hold the program's answers against."""
