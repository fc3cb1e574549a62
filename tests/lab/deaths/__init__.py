"""Ways in which a guest of the lab ends or never starts, and what real Xen leaves of each."""
