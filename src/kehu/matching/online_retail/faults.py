"""What can be wrong with a file handed in, or with the folder to fill."""

from kehu.errors import KehuError


class ImportFault(KehuError):
    """An import that cannot be done."""
