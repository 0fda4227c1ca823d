"""Texts about measures, changes and days for the screens; nothing here draws."""
