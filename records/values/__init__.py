"""The register's contents as immutable values, independent of files and git."""
