"""The command line: one command a function, which is given its options and a way to open the host."""
