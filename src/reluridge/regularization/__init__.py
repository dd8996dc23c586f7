"""Chapter 2: regularization."""
