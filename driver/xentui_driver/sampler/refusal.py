"""Why nothing can be counted: the reasons that the other side of the conversation tells apart."""

NO_XEN = "no xen"
NOT_PERMITTED = "not permitted"
UNKNOWN_RECORD = "unknown record"
FAILED = "failed"

REASONS = (NO_XEN, NOT_PERMITTED, UNKNOWN_RECORD, FAILED)


class Refusal(Exception):
    """Nothing can be counted on this host, or not now."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(words)
        self.reason = reason
        self.words = words
