"""The report as a Word file: what stands in it, WordprocessingML as text, the document around it."""
