"""The subcommands of the command line, one module each; they import what they need when they run."""
