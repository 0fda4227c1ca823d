"""The screens about changes: a measure's history, the journal, comparisons and authorship."""
