"""The end of a period: closed, tagged, corrected, due."""
