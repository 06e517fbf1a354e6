"""The level above: prefectures rolled up into one master."""
