"""本日: before opening, the log of visits, what was written on paper, and the close of the day."""
