"""The report model, and the formats that it is written in."""
