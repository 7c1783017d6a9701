"""A message out, a message in: what speaks to mail servers."""
