"""The screens and windows of the terminal interface."""
