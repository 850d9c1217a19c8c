"""药袋: what is taken from elsewhere."""
