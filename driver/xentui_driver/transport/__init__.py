"""Every contact with a host: the Protocol, this machine, recording and replay."""
