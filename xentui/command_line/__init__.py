"""The command line: each command is a function of its options and a way to open the host."""
