"""Mapped sheets to rows of the ledger's tables: cleaned, referred to each other, with their origin.

`stage.stage` does all of it; nothing is written but the folder it makes.
"""
