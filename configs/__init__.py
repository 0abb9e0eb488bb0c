"""Ready-made profiles, usable by name."""
