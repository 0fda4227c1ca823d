"""The reports of several bodies for one period, one after another, with what they add up to."""
