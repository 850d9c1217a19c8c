"""Keyed messages shown outside widgets."""
