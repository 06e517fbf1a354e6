"""The demonstration of the shipped plan; its answers are also those of tests and benchmarks.

Knows: what of it others use. Must not know: how it is played.
"""

from toolkit.cli.demo.answers import answers_of

__all__ = ["answers_of"]
