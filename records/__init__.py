"""The register of measures: its data model, storage in git, changes, merges and checks."""
