"""What a register is made of, as values; they know no files."""
