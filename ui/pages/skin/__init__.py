"""皮试: the timers that stand below every page, how a test is begun at the prescription, and what is asked when the time is over."""
