"""What the monthly review found in the doctor's own sheets, and the answers to it."""
