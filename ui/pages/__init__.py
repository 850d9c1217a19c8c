"""One folder per page: page.py (widgets) and model.py (state)."""
