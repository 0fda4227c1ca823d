"""What may be written, by whom, and what is doubtful about it."""
