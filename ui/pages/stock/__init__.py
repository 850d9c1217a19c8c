"""The page of the shelf: batches, what came and went, taking in, counting, writing off."""
