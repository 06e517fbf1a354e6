"""From the bytes of a file to the form, paper or master in it."""
