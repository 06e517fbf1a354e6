"""The plan workbook, read and written."""
