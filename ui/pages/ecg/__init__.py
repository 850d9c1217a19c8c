"""Recording and reading an ECG."""
