"""What customers have in common: who is like whom, and what is bought together."""
