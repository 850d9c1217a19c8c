"""Notifiable diseases: what is to be reported, and what was."""
