"""Where every form, item and figure stands; pure."""
