"""Verbs of the room, a file a noun."""
