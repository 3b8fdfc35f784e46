"""Import of projects: keep.eu, Kohesio, any table. The steps are those of `core.imports`."""
