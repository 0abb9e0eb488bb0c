"""Random histories of consent, restriction, hold, erasure and retention, against a reference model.

``python -m benchmarks.histories`` runs many of them and keeps the result; tests run a few.
"""
