"""Masters as the office leaves them: from a file's bytes to what it wrote, and to what of it is not understood."""
