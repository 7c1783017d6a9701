"""An import of sheets from its files to the ledger, and back."""
