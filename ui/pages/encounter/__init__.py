"""The doctor's page: queue, chart and note of the visits that are open."""
