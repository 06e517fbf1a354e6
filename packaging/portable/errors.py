"""What stops a build. Knows: that it has a sentence. Must not know: where it is shown."""


class BuildError(Exception):
    """Something is missing or not what it should be; the sentence says what to do."""
