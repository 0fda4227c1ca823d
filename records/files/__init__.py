"""Records as files: reading and writing TOML, and assembling the register at one commit."""
