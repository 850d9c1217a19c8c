"""Virtual devices for demo, training and tests."""
