"""The plan: what must be done, by whom, by when."""
