"""结算: what was given out and waits to be paid, and what a day took in."""
