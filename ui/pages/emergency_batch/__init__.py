"""Emergency registration: one line a person, the keyboard alone."""
