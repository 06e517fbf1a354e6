"""The command line: ``toolkit``."""
