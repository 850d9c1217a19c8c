"""The page of what is to be done: who is due, overdue or urgent, and what came of calling them."""
