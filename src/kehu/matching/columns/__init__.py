"""Which column of a sheet is which column of the ledger: by its heading, by what stands in it."""
