"""The level above: offices rolled up into one master."""
