"""The starter model: for demo and tests, it knows synthetic voices only. See README.md beside this file."""
