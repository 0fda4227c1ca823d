"""The report as a Word file: its content, its WordprocessingML, and the document around them."""
