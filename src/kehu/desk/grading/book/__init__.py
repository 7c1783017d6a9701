"""Everybody's grades in memory, a column at a time: for lists, counts, sums and maps of customers.

`the_book()` is the door: the customers as they are now, in a snapshot that never changes.
"""

from kehu.desk.grading.book.keeper import the_book
from kehu.desk.grading.book.snapshot import Book
from kehu.desk.grading.book.within import reached

__all__ = ["Book", "reached", "the_book"]
