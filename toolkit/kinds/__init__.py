"""Kinds of value: each is a file here that declares its ``KIND``, and knows all that is particular to it."""
