"""What passes through the domains of a host: a long-lived sampler counts it, and `xl list` vouches for the sampler."""
