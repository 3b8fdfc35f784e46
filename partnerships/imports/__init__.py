"""Staged import of actions: the steps are those of `core.imports`."""
