"""What is typed in the fields of a form: how the register stores it, what is wrong with it."""
