"""Git: the one way to it, what is read and written through it, signatures."""
