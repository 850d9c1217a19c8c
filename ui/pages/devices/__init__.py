"""Devices: known ones in words, shape and colour; new ones from a scan."""
