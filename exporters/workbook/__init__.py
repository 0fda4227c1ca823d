"""The report as a workbook to fill in and send back: its form, its rows, and the sheet of documents."""
