"""Any sheet in: workbooks, delimited text, Parquet and tables of pages, as cells all alike.

`files.read_sheets` turns a file into sheets; `heading` finds where their columns are named;
`written` writes a sheet back.
"""
