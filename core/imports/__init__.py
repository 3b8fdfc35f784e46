"""Staged import of files: read, map the columns, compare, apply whole or not at all, undo.

`readers` opens a file, `values` reads its cells, `columns` guesses what they hold, `policies` says
what may be overwritten, `models` keeps the batch and its rows, `work` does the steps one by one.
A room that imports something gives `work` an `Importer`.
"""
