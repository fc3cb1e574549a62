"""Every parameter of a new guest: its type, default and rule, the xl.cfg line it makes, and where xl documents it."""
