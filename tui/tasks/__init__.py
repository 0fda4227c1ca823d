"""Work shared by the command line and the screens; nothing here draws."""
