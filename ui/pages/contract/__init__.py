"""Agreements with the family doctor."""
