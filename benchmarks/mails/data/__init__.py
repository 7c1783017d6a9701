"""The words and tables the mails are made of, as TOML files; nothing here is code."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def table(name: str) -> dict:
    """The file of that name, without its ending, as it stands."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))


def tables(folder: str) -> dict[str, dict]:
    """All files of a folder by their name."""
    here = Path(__file__).parent / folder
    return {path.stem: table(f"{folder}/{path.stem}") for path in sorted(here.glob("*.toml"))}
