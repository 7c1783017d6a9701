"""Pages of the book of customers."""
