"""Numbers as addresses and forms hold them."""


def number_in(text: str) -> int:
    """A whole number that a row may have; -1, which none has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else -1
