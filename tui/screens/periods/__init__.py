"""The screens about a whole period: the board of units, its reports and its closing."""
