"""Durable file writes, locks, and translatable messages for system errors."""
