"""How fast the check is, beside two rivals on the same criteria, and what a whole process takes."""
