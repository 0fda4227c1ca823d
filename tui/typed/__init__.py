"""The values typed in a form's fields: their conversion to stored values, and their errors and doubts."""
