"""Customers that may be the same: found over all of them, and while one is typed."""
