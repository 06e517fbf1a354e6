"""What an office adds to a workbook that the toolkit makes anew: found in the old one, put into the new one."""
