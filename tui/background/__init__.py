"""The register's work off the drawing thread, and what is remembered between visits."""
