"""The monthly review of signed sheets: the lot, a sheet in front, and the report."""
