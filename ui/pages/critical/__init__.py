"""危急值: who is to be told, what was done, and the log of it."""
