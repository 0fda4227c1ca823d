"""The texts that people write: parsing, normalising, comparing and typesetting them."""
