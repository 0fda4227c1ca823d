"""Files on disk: written so that they stay, locked, and refused in words."""
