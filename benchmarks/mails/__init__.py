"""Buyers' mail with its truth, made for measuring a reader of mail; nothing of it is a real letter."""
