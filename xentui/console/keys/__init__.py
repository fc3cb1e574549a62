"""Which keys arrived together, and which of them reach the screen."""
