"""Forecasts as pages tell them: of one customer in words, and lists of orders expected."""
