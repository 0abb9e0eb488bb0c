"""The archive job: the same steps as everywhere, spread by Ray over the cores and GPUs of a cluster."""
