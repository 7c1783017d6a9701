"""Companies and people that stand in a table more than once."""
