"""Why a guest has ended or doesn't start: what is left of it, the signs that are known, and what they mean."""
