"""What the history tells."""
