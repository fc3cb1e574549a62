"""Two consoles at once do at random whatever can be done on one simulated dom0; then everything is accounted for."""
