"""Preview and print of every document: what is seen is what is printed."""
