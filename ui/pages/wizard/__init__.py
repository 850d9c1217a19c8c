"""First run: the institution, its first administrator, and the recovery key."""
