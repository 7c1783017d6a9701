"""What is wrong with a whole file, so that none of its sheets can be read."""

from kehu.errors import KehuError


class SheetFault(KehuError):
    """A file that is no sheet, or one that cannot or must not be read; `file` names it.

    Codes: empty_file, not_a_sheet, has_a_password, unpacks_too_large, too_many_columns,
    broken_workbook, old_xml_workbook, unreadable_letters, open_quote_in, no_cells.
    """
