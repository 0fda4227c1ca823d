"""The forms for a progress, a measure, a unit, an officer and a rule."""
