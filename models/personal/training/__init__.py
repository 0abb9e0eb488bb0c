"""Making and training the statistical recogniser of names, places, streets and health."""
