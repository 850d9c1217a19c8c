"""Settings: this PC, its accounts, its backup."""
