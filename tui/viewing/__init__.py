"""How measures, changes and days are told on a screen: texts and lines, no screens."""
