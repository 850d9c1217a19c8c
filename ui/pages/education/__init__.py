"""Health education: activities and how many a year wants."""
