"""The terminal: its bytes become keys, and its encoding is checked."""
