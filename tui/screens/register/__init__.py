"""The register as a whole: who works on it, what is wrong in it, what is taken in from a report."""
