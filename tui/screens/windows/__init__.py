"""Small windows over a screen: for choosing, for typing a line, for confirming a change."""
