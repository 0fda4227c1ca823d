"""Small windows over a screen: to choose, to type a line, to look before a change is recorded."""
