"""Reads medical devices: knows nothing of clinics, patients or databases."""
