"""From an action and its targets to jobs: what can be done, what has to be asked, and whether the operator is sure."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from xentui.console.choice import followed, why_not_now
from xentui.console.dialogs.batches import Batch, Batches, HostOrder
from xentui.console.dialogs.stage import Stage
from xentui.console.names import name_and_id
from xentui.console.questions.asking import Asking, Instead
from xentui.console.questions.by_action import asking_for
from xentui.console.screens.confirm import IN_DEFINITION, RESTORE_IT, YES, Skipped, Where, confirm, file_of
from xentui.console.screens.failure import failure
from xentui.console.screens.memory_lens import Chosen
from xentui.console.threads import in_thread
from xentui.fleet.host import Host
from xentui.fleet.settings.guards import guard_of
from xentui_driver.jobs.actions import BALLOON, RESTORE, START_ATTACHED, Action, Asks, Guard, Refusal, Request
from xentui_driver.jobs.actions.action import builds_what_left, in_spite_of_departure
from xentui_driver.jobs.actions.refusal import has_left
from xentui_driver.jobs.jobs import Job, Order, Submitted, Verdict
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.memory_fit import start_need_kib
from xentui_widgets.units import some_of

if TYPE_CHECKING:
    from xentui.console.dialogs.follow_memory import FollowMemory

LARGE_SET = 5
"""Above so many marked instances the host's name has to be typed."""

ONE_AT_A_TIME = Refusal("it works on one guest at a time", "Clear the marks (do: unmark) and mark one guest.")

WhenBegun = Callable[[Job], object]
Load = Callable[[], Any]
"""Reads what a question learns. Blocks; raises XenError."""
Begin = Callable[[Action, Sequence[Request], Skipped], object]


@dataclass(frozen=True, slots=True)
class Intent:
    """An action that was requested, and what its question must say."""

    action: Action
    skipped: Skipped
    doubt: str
    """Why its targets may not be those that the operator means."""
    is_set: bool
    """Several were chosen: the question lists those that are left, whatever the guard."""
    change: tuple[str, ...] = ()
    """From what to what, and warnings: what the operator was told of the value."""


_HANDED_OVER_S = 0.05
"""The pause between two looks whether a job has begun."""


class RequestAction:
    """The conversation that leads to an action; nothing here blocks."""

    def __init__(
        self, stage: Stage, batches: Batches, attach_when_built: WhenBegun, set_back: Callable[[Job], None]
    ) -> None:
        """`set_back` begins the conversation that takes back what a job has changed."""
        self._stage = stage
        self._batches = batches
        self._attach_when_built = attach_when_built
        self._set_back = set_back

    def request(self, action: Action, targets: Sequence[Instance], doubt: str = "") -> None:
        """Do `action` with those of the targets that allow it, once the operator is sure.

        `doubt` says why they may not be those that the operator means: then it asks, whatever the action.

        The first dialog is open when this returns, so that a key typed ahead can't reach the main screen.
        """
        if action is BALLOON and self._follow(targets):
            return
        alone = len(targets) == 1
        refusals = [(target, self._why_not(action, target, alone=alone)) for target in targets]
        able = tuple(target for target, refusal in refusals if refusal is None)
        skipped = [(target, refusal) for target, refusal in refusals if refusal is not None]
        if action is not BALLOON and (action.asks not in (Asks.NOTHING, Asks.HOST) or action is START_ATTACHED):
            skipped += [(target, ONE_AT_A_TIME) for target in able[1:]]
            able = able[:1]
        intent = Intent(action, tuple(skipped), doubt, is_set=len(targets) > 1)
        if not able:
            self._tell_impossible(action, skipped)
        elif action.needs_choice(able[0]):
            self._stage.choose_definition(able[0], lambda chosen: self.request(action, [chosen], doubt))
        elif action.asks is not Asks.NOTHING:
            self._ask(intent, able)
        else:
            self._confirm(intent, [Request(instance) for instance in able])

    def _tell_impossible(self, action: Action, skipped: Skipped) -> None:
        """Say why in the events: one line for each reason and host."""
        if len(skipped) == 1:
            instance, refusal = skipped[0]
            words = self._stage.advice(refusal.words)
            text = f"{action.label} is not possible: {words}"
            self._stage.app.refuse(instance.name, text, host=instance.host, row=instance.row_key)
            return
        names: dict[tuple[str, str], list[str]] = {}
        for instance, refusal in skipped:
            names.setdefault((instance.host, self._stage.advice(refusal.words)), []).append(name_and_id(instance))
        for (host, words), of_them in names.items():
            text = f"{action.label} is not possible with {some_of(of_them)}: {words}"
            self._stage.app.refuse(host, text)

    def submit(
        self,
        action: Action,
        requests: Sequence[Request],
        skipped: Skipped = (),
        *,
        begun: WhenBegun = lambda _job: None,
    ) -> None:
        """Begin without another question: one order for each host that is concerned; `begun` gets each job."""
        by_host = ((host, [each for each in requests if each.instance.host == host.name]) for host in self._hosts)
        orders = [(host, host.jobs.prepare(action, own)) for host, own in by_host if own]
        self._submit(action, orders, self._batches.open(action, orders, skipped), begun, skipped)

    def restore(self, host: Host, path: str) -> None:
        """Build the guest in that file, without another question."""
        self._stage.work(self._restore, host, path)

    async def _restore(self, host: Host, path: str) -> None:
        guest = None
        with suppress(XenError):  # the restore itself says what is wrong with the file
            guest = await in_thread(lambda: host.hypervisor.saved_guest(path))
        self.begin(host, RESTORE, Request(value=path, saved_guest=guest))

    def begin(self, host: Host, action: Action, request: Request) -> None:
        """Begin what is about no row of the table, without another question."""
        self._submit(action, [(host, host.jobs.prepare(action, [request]))], None, lambda _job: None)

    def _submit(
        self,
        action: Action,
        orders: Sequence[HostOrder],
        batch: Batch | None,
        begun: WhenBegun,
        skipped: Skipped = (),
    ) -> None:
        app = self._stage.app
        app.expect(task.request.instance.row_key for _, order in orders for task in order.tasks)
        app.expect(instance.row_key for instance, _ in skipped)
        for instance, _ in skipped:  # there is nothing to do with them: their marks would stay for ever
            app.succeeded(instance.row_key)
        for host, order in orders:
            self._stage.work(self._hand_over, host, action, order, batch, begun)
        self._stage.app.jobs_changed()

    async def _hand_over(self, host: Host, action: Action, order: Order, batch: Batch | None, begun: WhenBegun) -> None:
        def subscribe(submitted: Submitted) -> None:
            if batch is not None:
                batch.begin(host, submitted)
            for job in submitted.jobs:
                self._stage.router.subscribe(job.key, partial(self._unmark, order))
                begun(job)
                if action is START_ATTACHED:
                    self._attach_when_built(job)

        try:
            submitted = await self._stage.router.hand_over(order, host.jobs.submit, subscribe)
        except XenError as error:
            if batch is None or batch.is_on_one_host:
                self._show_refused(host, action, error, order.tasks[0].request)
            else:
                batch.refuse(host, order, error)
            return
        finally:
            self._stage.app.jobs_changed()
        self._tell_refused(host, action, submitted, has_summary=batch is not None and not batch.is_on_one_host)

    def _unmark(self, order: Order, job: Job) -> None:
        """What has succeeded is marked no longer; what has failed is what is left to look after."""
        if job.verdict is Verdict.SUCCEEDED:
            for task in order.tasks:
                if task.record.subject == job.record.subject:
                    self._stage.app.succeeded(task.request.instance.row_key)

    def _tell_refused(self, host: Host, action: Action, submitted: Submitted, *, has_summary: bool) -> None:
        for request, error in submitted.refused:
            self._stage.tell_error(host, action.subject(request).name, error)
        if submitted.refused and not submitted.jobs and not has_summary:
            request, error = submitted.refused[0]
            self._show_refused(host, action, error, request)

    def _show_refused(self, host: Host, action: Action, error: XenError, request: Request) -> None:
        """Show it in a dialog; in a toast while the operator is busy with something else."""
        app, names = self._stage.app, self._stage.names
        title = f"{names.on(host.name, action.label)}: not started"
        if app.is_undisturbed:
            steps = names.steps(host.name, action.steps(request))
            app.push_unasked(failure(title, error, steps, self._stage.symbols, self._stage.keys))
        else:
            self._stage.toast(title, error.summary, "error")

    @property
    def _hosts(self) -> Sequence[Host]:
        return self._stage.fleet.hosts

    def _why_not(self, action: Action, instance: Instance, *, alone: bool) -> Refusal | None:
        """The question which definition is meant is asked for a single guest only, not for each of a set."""

        def why_not(target: Instance) -> Refusal | None:
            if alone:
                return action.why_not_once_chosen(target)
            return action.why_not(target) or _why_not_among_others(action, target)

        return why_not_now(self._stage.fleet, instance, why_not, is_job=True)

    def _ask(self, intent: Intent, instances: Sequence[Instance]) -> None:
        first = instances[0]

        def read_more(load: Load) -> None:
            self._stage.work(self._complete, asking, first, load)

        asking = asking_for(intent.action, instances, self._stage.fleet, self._stage.names, self._is_old, read_more)

        def answered(value: int | str | Instead | Chosen | None) -> None:
            if isinstance(value, Instead):
                self._confirm(replace(intent, action=value.action, change=value.change), [value.request])
            elif isinstance(value, Chosen):
                self._confirm(replace(intent, change=value.change), value.requests, self._submit_and_follow)
            elif value is None:
                self._stage.tell_cancelled(intent.action.label)
            else:
                asked = replace(intent, change=asking.question.meaning.change)
                self._confirm(asked, [Request(instance, value) for instance in instances])

        self._stage.app.push_screen(asking.question, answered)
        if asking.load is not None:
            read_more(asking.load)

    def _is_old(self, host: Host) -> bool:
        return self._stage.app.staleness(host) is not None

    async def _complete(self, asking: Asking, instance: Instance, load: Load) -> None:
        """Say more in an open question, once more is known."""
        try:
            known = await in_thread(load)
        except XenError as error:
            self._stage.add_event_of(instance, error.summary, "warning")
            return
        if asking.question.is_attached:
            asking.question.learn(known)

    def confirm_unasked(self, action: Action, request: Request, change: tuple[str, ...], begin: Begin) -> None:
        """Ask about a request that was found meanwhile, and call `begin` in place of `submit`."""
        self._confirm(Intent(action, (), doubt="", is_set=True, change=change), [request], begin, unasked=True)

    def _confirm(
        self, intent: Intent, requests: Sequence[Request], begin: Begin | None = None, *, unasked: bool = False
    ) -> None:
        action, skipped, begin = intent.action, intent.skipped, begin or self.submit
        instances = tuple(request.instance for request in requests)
        guard = self._guard(action, requests)
        if guard is Guard.NONE and (intent.doubt or intent.is_set):
            guard = Guard.YES_NO
        if guard is Guard.NONE:
            begin(action, requests, skipped)
            return
        dialog = confirm(
            action,
            requests,
            guard=guard,
            hosts=[Where(host.name, host.words) for host in map(self._stage.fleet.of, instances)],
            skipped=skipped,
            doubt=intent.doubt,
            change=(*intent.change, *self._memory_words(action, requests)),
            names=self._stage.names,
            advice=self._stage.advice,
        )

        told = [in_spite_of_departure(request) for request in requests]

        def answered(choice: str | None) -> None:
            if intent.doubt and choice in (YES, IN_DEFINITION):
                self._stage.app.accept_choice()
            if choice == YES:
                begin(action, told, skipped)
            elif choice == IN_DEFINITION:
                begin(action, [replace(request, in_definition=True) for request in told], skipped)
            elif choice == RESTORE_IT:
                saved = requests[0].instance
                self.restore(self._stage.fleet.of(saved), file_of(action, saved))
            else:
                self._stage.tell_cancelled(action.label)

        push = self._stage.app.push_unasked if unasked else self._stage.app.push_screen
        push(dialog, answered)

    def _follow(self, targets: Sequence[Instance]) -> bool:
        """Follow the changes of memory that are under way on all of them; false where there aren't."""
        jobs = followed(self._stage.fleet, BALLOON, targets)
        if all(job.id for job in jobs):
            if jobs:
                self._follower(jobs).open(self._title(targets), unasked=False)
        else:
            self._stage.work(self._follow_once_begun, targets)
        return bool(jobs)

    async def _follow_once_begun(self, targets: Sequence[Instance]) -> None:
        """Follow jobs that are still being handed over, unless the operator goes on with something else."""
        jobs = followed(self._stage.fleet, BALLOON, targets)
        while not all(job.id for job in jobs):
            await asyncio.sleep(_HANDED_OVER_S)
            jobs = followed(self._stage.fleet, BALLOON, targets)
        if jobs and self._stage.app.is_undisturbed:
            self._follower(jobs).open(self._title(targets), unasked=True)

    def _submit_and_follow(self, action: Action, requests: Sequence[Request], skipped: Skipped) -> None:
        """Begin it with several guests, and follow them unless the operator goes on with something else."""
        follower = self._follower([])
        title, is_open = self._title([request.instance for request in requests]), False

        def begun(job: Job) -> None:
            nonlocal is_open
            follower.add(job)
            if not is_open and self._stage.app.is_undisturbed:
                is_open = True
                follower.open(title, unasked=True)

        self.submit(action, requests, skipped, begun=begun)

    def _follower(self, jobs: Sequence[Job]) -> "FollowMemory":
        from xentui.console.dialogs.follow_memory import FollowMemory

        follower = FollowMemory(self._stage, self._set_back)
        for job in jobs:
            follower.add(job)
        return follower

    def _title(self, targets: Sequence[Instance]) -> str:
        one = self._stage.names.instance(targets[0])
        return f"Memory of {one}" if len(targets) == 1 else f"Memory of {len(targets)} guests"

    def _memory_words(self, action: Action, requests: Sequence[Request]) -> Iterator[str]:
        """What the guests that are to be built take of the memory of each host."""
        for host in self._hosts if action.builds else ():
            own = [request.instance for request in requests if request.instance.host == host.name]
            built = [each.definition for each in own if each.domain is None]
            fit = self._stage.fleet.states[host.name].memory_fit(start_need_kib(built))
            if fit is not None:
                what = "The start" if self._stage.fleet.is_one else f"{host.name}: the start"
                yield from fit.sentences(what)

    def _guard(self, action: Action, requests: Sequence[Request]) -> Guard:
        """The strongest guard that any of their hosts asks for; the size of the set counts over all hosts."""
        guards = []
        for host in self._hosts:
            own = tuple(request for request in requests if request.instance.host == host.name)
            elsewhere = len(requests) - len(own)
            guards += [guard_of(host.settings, action, own, LARGE_SET - elsewhere)] if own else []
        return max(guards)


def _why_not_among_others(action: Action, instance: Instance) -> Refusal | None:
    """A guest that has left is started by itself only: the operator is told of that very departure."""
    departure = builds_what_left(action, instance)
    return has_left(departure, "is started by itself only") if departure is not None else None
