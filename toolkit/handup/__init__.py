"""Handing up: the sealed package that a prefecture sends to its region, and the credential that it is sealed with."""
