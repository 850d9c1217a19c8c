"""Records on a stick: written to it, taken in from it, and whom they are carried to."""
