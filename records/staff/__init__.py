"""Units, officers and rules, as people ask for them."""
