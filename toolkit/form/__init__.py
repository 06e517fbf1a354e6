"""A form out and a form back."""
