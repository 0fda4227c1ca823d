"""The report model, and what turns it into bytes."""
