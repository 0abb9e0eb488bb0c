"""How the pipeline is driven."""
