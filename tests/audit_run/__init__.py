"""Two consoles at once perform random operations on one simulated dom0; then everything is accounted for."""
