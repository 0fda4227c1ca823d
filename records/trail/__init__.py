"""The audit trail: history, authorship, signatures and comparisons."""
