"""What goes back to a unit: correction copies and receipts."""
