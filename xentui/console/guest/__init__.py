"""The screen of one guest: who it is now, what is known of it, and its tabs."""
