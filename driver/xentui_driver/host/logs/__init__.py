"""The logs of a host and of its guests: which there are, and parts of them, however large they are."""
