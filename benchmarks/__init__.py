"""Figures, not tests: each file prints its own."""
