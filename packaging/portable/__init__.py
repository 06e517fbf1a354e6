"""Folders that run without an installation, and wheels for machines without the internet.

Knows: nothing by itself; ``python packaging/build.py`` uses its modules. Must not know: what the toolkit does.
"""
