"""The prefecture master workbook (整改总台账)."""
