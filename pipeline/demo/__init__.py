"""The demo calls that ship with the package, and what shows them before and after."""
