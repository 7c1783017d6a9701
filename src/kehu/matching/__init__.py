"""Records in, clean and linked records out: known exports, country names, duplicates."""
