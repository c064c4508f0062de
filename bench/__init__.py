"""Measurements: one script a figure, results in RESULTS.md."""
