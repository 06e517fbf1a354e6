"""From the bytes of a workbook to its values, sheet by sheet, and to what is odd about its cells."""
