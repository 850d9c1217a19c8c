"""What was uploaded, what waits, and what a person must decide."""
