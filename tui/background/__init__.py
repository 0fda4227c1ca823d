"""The register away from the thread that draws, and what is remembered between visits."""
