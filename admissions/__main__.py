"""``python -m admissions`` is the command line."""

from admissions.faces.cli import main

main()
