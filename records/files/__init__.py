"""Records as files: TOML read and written, a register at one commit put together."""
