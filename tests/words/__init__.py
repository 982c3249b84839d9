"""What is said in English, read back by a parser that sees nothing else."""
