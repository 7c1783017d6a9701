"""The command line: thin commands over the engine, `kehu --help` lists them."""

from kehu.cli.main import main

__all__ = ["main"]
