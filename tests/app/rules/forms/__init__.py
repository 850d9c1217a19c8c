"""Forms as data: reading, conditions, what follows, what is computed, checks, joining."""
