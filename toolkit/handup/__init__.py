"""Handing up: the sealed package that an office sends to its region, and the credential that it is sealed with."""
