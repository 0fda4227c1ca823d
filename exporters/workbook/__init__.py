"""The report as a workbook to fill in and send back: its form, its rows, its sheet of documents."""
