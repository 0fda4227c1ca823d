"""Two periods of a programme compared: the values (`model`), made from a register (`building`), as files.

A measure's answers are those of the register as it is; what the programme said of it is taken, for a closed
period, from the state that was closed, so that a deadline moved since then shows as moved.
"""
