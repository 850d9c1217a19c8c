"""Measuring: who is armed, what has arrived, what is missing."""
