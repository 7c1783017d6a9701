"""Sheets in, clean and single: imports by a wizard, duplicates, checks, blacklist, enrichment."""
