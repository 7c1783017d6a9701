"""One cell at a time: what was meant, in the form that is kept, or why it can mean nothing.

Every cleaner returns a `Cleaned`, whose `rule` names the repair (`rulebook/cleaning.yaml`), or
raises `Unclean`. A cleaned value is cleaned to itself. Impossible values are never guessed.
"""
