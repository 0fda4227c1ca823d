"""The screens about the register as a whole: staff and rules, checks, and imports."""
