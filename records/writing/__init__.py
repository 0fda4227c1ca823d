"""Writing changes to disk so that neither an acknowledged save nor typed text is ever lost."""
