"""Sans-IO codecs and session machines."""
