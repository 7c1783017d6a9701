"""Buyers' mail with its truth, for measuring a reader of mail; none of it is a real letter."""
