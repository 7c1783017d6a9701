"""The book of customers: lists, one customer's page, and how the book changes."""
