"""What an action needs to be told before it runs."""
