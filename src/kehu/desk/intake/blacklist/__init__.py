"""Whom nobody shall write to: entries, the customers they name, and what follows."""
