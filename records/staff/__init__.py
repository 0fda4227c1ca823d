"""Changes to units, officers and rules that people ask for."""
