"""What the command line and the screens do alike. None of this draws."""
