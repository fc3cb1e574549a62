"""One module for each change of a guest or of the host."""
