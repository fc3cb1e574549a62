"""The logs of a guest and of a host on the screen: the part that is held, what is drawn of it, and who reads it."""
