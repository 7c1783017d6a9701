"""Bytes of a mail to what its sender wrote now: MIME, charsets, HTML, quotes, forms, machines."""
