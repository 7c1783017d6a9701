"""What reference tables say of customers, kept among the customers' own columns."""
