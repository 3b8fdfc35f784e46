"""The list of solutions: what it filters, shows, exports."""
