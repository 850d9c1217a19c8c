"""What the clinic speaks of: frozen dataclasses and enums."""
