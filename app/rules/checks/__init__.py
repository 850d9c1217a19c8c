"""Pure functions: facts in, findings out."""
