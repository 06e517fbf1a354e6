"""From what was dropped into a folder to values that can be trusted."""
