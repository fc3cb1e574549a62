"""Everything that one host can be asked."""
