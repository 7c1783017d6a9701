"""A message in, a structured inquiry out."""
