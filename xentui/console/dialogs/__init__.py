"""The conversations that lead from a key to a change: which guest, what value, is the operator sure, how it ended."""
