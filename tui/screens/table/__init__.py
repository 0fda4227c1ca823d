"""The table of measures, with which the program opens."""
