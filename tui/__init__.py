"""Everything at the terminal: the command line and the full-screen interface."""
