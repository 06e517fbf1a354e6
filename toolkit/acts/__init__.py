"""What the office does: each act in the order of its steps."""
