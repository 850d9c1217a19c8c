"""The page of those who run out of their medicines: who, when, and on to the renewal."""
