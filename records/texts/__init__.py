"""What people write, as this program keeps and prints it."""
