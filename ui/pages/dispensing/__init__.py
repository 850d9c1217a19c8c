"""The page of the counter: sheets to give out, a scan for every pack, and the hand-over."""
