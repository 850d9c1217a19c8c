"""The screen after a pause: values hidden, work kept."""
