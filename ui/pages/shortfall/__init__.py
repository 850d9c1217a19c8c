"""The page of what the clinic still owes its residents by the end of a quarter or a year."""
