"""Independent judges: each answers by another way than the program does, and shares no code with its regions."""
