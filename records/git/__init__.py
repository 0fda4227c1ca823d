"""The only access to git: running it, reading and writing objects, remotes, signatures."""
