"""The register: what a measure is, how it is kept, changed, merged and judged."""
