"""The forms: of a progress, of a measure, of a unit, an officer, a rule."""
