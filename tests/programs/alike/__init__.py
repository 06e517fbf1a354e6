"""What a form says while it is filled in LibreOffice, beside what the toolkit says of the same cells on receipt."""
