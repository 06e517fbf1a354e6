"""The desk: a local page on which an office does everything that it does, opened by a double click."""
