"""The table of measures, which the program opens with."""
