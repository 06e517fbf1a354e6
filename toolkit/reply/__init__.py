"""What goes back to a county: correction copies and receipts."""
