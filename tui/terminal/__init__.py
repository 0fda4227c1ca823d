"""The terminal: its bytes become keys, and what it says of its letters."""
