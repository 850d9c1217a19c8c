"""Documents as PDF bytes."""
