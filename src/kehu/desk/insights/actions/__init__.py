"""What people change in the book: their views, and many customers at once."""
