"""Lists that visitors search: words, facets with counts, views, pages, map, exports, feed.

An app says what its rows are: a `DirectoryFilter`, a `Listing`, an `Export`, and ties them in a
`Directory`. Templates are in `templates/directory/`.
"""
