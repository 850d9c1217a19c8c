"""Sign in: the people of this PC."""
