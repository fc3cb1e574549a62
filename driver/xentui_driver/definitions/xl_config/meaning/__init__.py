"""What each part of a file means to xl."""
