"""The page of what comes from another pharmacy: asking for it, and every step until it is signed for."""
