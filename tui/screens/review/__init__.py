"""The review of submitted answers."""
