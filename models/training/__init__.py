"""Training of the starter model. Needs the ``train`` extra; nothing here runs when calls are redacted."""
