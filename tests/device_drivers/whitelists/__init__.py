"""What each driver may write, by family: every module has WHITELIST and EVENTS for its driver ids."""
