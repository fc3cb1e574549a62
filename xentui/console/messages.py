"""The messages from worker threads to the application; each has one handler there."""

from textual.message import Message

from xentui.fleet.host_state import HostState
from xentui_driver.model.errors import XenError
from xentui_driver.model.job import Job


class StateArrived(Message):
    """What is known of a host now; the newest is enough."""

    def __init__(self, state: HostState) -> None:
        self.state = state
        super().__init__()

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, StateArrived) and message.state.host == self.state.host


class JobChanged(Message):
    """A job has made a step; the newest one of the same job and verdict is enough.

    Two hosts may see the job of one of them in a folder that they share: what only its own host can tell is kept.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        super().__init__()

    def can_replace(self, message: Message) -> bool:
        return (
            isinstance(message, JobChanged)
            and message.job.key == self.job.key
            and message.job.verdict is self.job.verdict
            and message.job.is_foreign is self.job.is_foreign
        )


class JobsTroubled(Message):
    """The jobs of a host can't be followed, or its audit can't be written."""

    def __init__(self, host: str, error: XenError) -> None:
        self.host = host
        self.error = error
        super().__init__()


class NothingKept(Message):
    """The history of a host can't be read or written now, for that reason."""

    def __init__(self, host: str, reason: str) -> None:
        self.host = host
        self.reason = reason
        super().__init__()


class ThreadDied(Message):
    """A thread of ours has ended with an unexpected error: a bug, which must not pass in silence."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
        super().__init__()
