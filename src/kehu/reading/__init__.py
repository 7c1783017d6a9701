"""A message in, a structured inquiry out: parts, language, products, quantities, sender, authenticity."""
