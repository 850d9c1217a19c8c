"""The audit trail, for whoever may read it."""
