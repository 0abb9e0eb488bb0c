"""From a recording to its safe copy: the records, the steps, storage and the command line."""
