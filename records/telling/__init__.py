"""The wording of commit messages and of report cells."""
