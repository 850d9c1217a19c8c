"""Writing, reviewing, signing and printing a prescription."""
