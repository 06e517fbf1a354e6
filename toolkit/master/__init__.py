"""The office's master workbook (整改总台账)."""
