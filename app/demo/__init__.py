"""The practice clinic and the scripted day."""
