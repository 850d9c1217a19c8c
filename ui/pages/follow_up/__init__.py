"""The follow-up page: every form that is due for a resident as one sheet."""
