"""Residents: find, register, change."""
