"""Kinds of value: how each is read, shown and asked for."""
