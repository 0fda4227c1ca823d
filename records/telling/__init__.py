"""What is said of a change and of a record: messages of commits, words of reports."""
