"""The page of the registers: who is managed for what, who might have to be, and how somebody enters and leaves."""
