"""The end of a period: deadlines, closing, tagging, corrections."""
