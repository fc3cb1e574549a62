"""The form for a guest that is being made, with its definition beside it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from xentui.console.guest_draft import Draft, GuestForm
from xentui.console.path_completion import PathCompletion, folder_of
from xentui.console.screens.new_form import NewForm
from xentui_driver.model.memory_fit import MemoryFit
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.choice_bar import Choice, ChoiceBar
from xentui_widgets.key_roles import ARROWS, KeyRole
from xentui_widgets.scroll_bar import use_plain_scroll_bar
from xentui_widgets.symbols import Symbols
from xentui_widgets.title_line import PageTitle, TitleLine

CANCEL, TEXT, COPY, SAVE, START = "cancel", "text", "copy", "save", "start"
FIRST_DO = "Run as root before the first start, while the source is stopped:"
MAKE_DISKS = "To make the missing disks, of the size that you want, as root before the first start:"
BESIDE_FROM_CELLS = 110
"""From here the definition is beside the form; below it takes the form's place at a key."""
PAUSE_S = 0.4
"""Without a key pressed, until the host is asked about what is typed."""


class NewScreen(ModalScreen[None], AnsweredOnce[None]):
    """Judges what is typed; the dialog that opens it saves and leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f10", "choose('cancel')", show=False),
        Binding("f2,ctrl+s", "choose('save')", show=False),
        Binding("f3", "choose('start')", show=False),
        Binding("f4", "choose('text')", show=False),
        Binding("f5", "choose('copy')", show=False),
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
        # With priority, so that what is typed ahead after them goes into the next field.
        Binding("tab", "complete", show=False, priority=True),
        Binding("down,enter", "next_field", show=False, priority=True),
        Binding("shift+tab", "previous_field", show=False, priority=True),
        Binding("up", "field_above", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    NewScreen {
        &:ansi { background: $background; }
        & #panes { height: 1fr; }
        & #beside { width: 1fr; height: 1fr; scrollbar-size-vertical: 1; padding: 0 1; display: none; }
        & #definition, & #below { height: auto; }
        & #below { max-height: 40%; padding: 0 1; min-height: 1; }
    }
    """

    def __init__(
        self,
        title: str,
        form: GuestForm,
        symbols: Symbols,
        *,
        chosen: Callable[["NewScreen", str], None],
        pausing: Callable[["NewScreen"], None],
        reading: Callable[["NewScreen", str], None],
        fit: Callable[[Draft], MemoryFit | None],
    ) -> None:
        """`chosen` takes the way out that is chosen, `pausing` is called when nothing has been typed for a moment.

        `reading` is called for a folder of the host, whose names complete what is typed.

        `fit` says whether the guest's start would find enough memory.
        """
        super().__init__()
        self._title = title
        self._guest_form = form
        self._symbols = symbols
        self._chosen = chosen
        self._pausing = pausing
        self._reading = reading
        self._paths = PathCompletion()
        self._fit = fit
        self._form = NewForm(form, symbols)
        self._definition = Static(id="definition")
        self._beside = VerticalScroll(self._definition, id="beside", can_focus=False)
        self._below = Static(id="below")
        self._choices = ChoiceBar((), symbols=symbols)
        self._verdict: list[Content] = []
        self._help = Content("")
        self._host_problems: Mapping[str, str] = {}
        self._disk_commands: Sequence[str] = ()
        self._shows_text = False
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        yield PageTitle(self._title, symbols=self._symbols)
        with Horizontal(id="panes"):
            yield self._form
            yield self._beside
        yield TitleLine(symbols=self._symbols)
        yield self._below
        yield self._choices

    def role_of(self, key: events.Key) -> KeyRole:
        if key.key in ("escape", "f10"):
            return KeyRole.ANSWER
        is_on_choices = self.focused is self._choices
        is_alone = key.key not in ARROWS if is_on_choices else key.key in ("f2", "ctrl+s", "f3", "f4", "f5")
        return KeyRole.ALONE if is_alone else KeyRole.FREE

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The choices have these keys for themselves."""
        return not (action in ("complete", "next_field", "previous_field") and self.focused is self._choices)

    def focus_next(self, selector: object = "*") -> Widget | None:
        return self._focus_beside(1)

    def focus_previous(self, selector: object = "*") -> Widget | None:
        return self._focus_beside(-1)

    def _focus_beside(self, step: int) -> Widget | None:
        """By the form's own order: Textual goes by places, and a line that has just come has none yet."""
        chain = [*self._form.focus_order, self._choices]
        at = chain.index(self.focused) if self.focused in chain else -1
        self.set_focus(chain[(at + step) % len(chain)])
        return self.focused

    def action_next_field(self) -> None:
        self.focus_next()

    def action_complete(self) -> None:
        """Go on with the path that is typed; where nothing is left of it to complete, to the next field."""
        field = self._form.path_in(self.focused)
        completion = self._paths.next(field.value) if field is not None else None
        if field is None or completion is None:
            self.focus_next()
            return
        field.value = completion.text
        field.cursor_position = len(completion.text)
        self._help = Content.styled(self._symbols.show(completion.words), "dim")
        self._show_below()

    def learn_folder(self, folder: str, names: Collection[str]) -> None:
        """What is in a folder of the host."""
        self._paths.learn(folder, names)

    def action_previous_field(self) -> None:
        self.focus_previous()

    def action_field_above(self) -> None:
        """From the choices, too: they take no other key that leads back to what was typed."""
        self.focus_previous()

    def action_page(self, pages: int) -> None:
        """Scroll what can't have the focus: the lines beneath the fields, and the definition."""
        for pane in (self._form, self._beside):
            if pane.display:
                pane.scroll_relative(y=pages * max(1, pane.size.height - 1), animate=False)

    def on_mount(self) -> None:
        use_plain_scroll_bar(self._beside, self._symbols)
        self._show()

    @property
    def guest(self) -> Draft:
        """What is typed, as it is now."""
        return self._guest_form.draft(self._form.guest_type, self._form.typed)

    def label_of(self, key: str) -> str:
        """What the form calls a parameter."""
        return self._guest_form.label_of(key)

    def suggest(self, form: GuestForm) -> None:
        """The same form, which knows more of the host."""
        self._guest_form = form
        self._form.suggest(form)

    @property
    def is_untouched(self) -> bool:
        """True while there is nothing to lose."""
        return self._form.is_untouched

    def show_verdict(self, lines: list[Content]) -> None:
        """Say something below the form, until something is typed."""
        self._verdict = lines
        self._show_below()

    def show_host_problems(self, problems: Mapping[str, str], disk_commands: Sequence[str] = ()) -> None:
        """What the host lacks of what was typed, and lines for its shell that make disks."""
        self._host_problems, self._disk_commands = problems, disk_commands
        self._show()

    @property
    def host_lacks(self) -> tuple[str, ...]:
        """What speaks against it on the host, each with the label of its field."""
        return tuple(f"{self.label_of(key)}: {words}" for key, words in self._host_problems.items())

    def first_do(self, guest: Draft) -> tuple[str, Sequence[str]]:
        """Lines for a shell of the host before its first start, and the words above them; none where none are known."""
        return (FIRST_DO, guest.commands) if guest.commands else (MAKE_DISKS, self._disk_commands)

    def show_all_problems(self) -> None:
        """Also of the fields where nothing was typed yet."""
        self._form.touch_all(self.guest.problems)
        self._show()

    def on_resize(self) -> None:
        self._arrange()

    @on(NewForm.Changed)
    def judge(self) -> None:
        self._host_problems, self._disk_commands = {}, ()
        self._read_folder()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_S, lambda: self._pausing(self))
        self.show_verdict([])
        self._show()

    def _read_folder(self) -> None:
        """As soon as its name is typed, so that Tab never waits."""
        field = self._form.path_in(self.focused)
        folder = folder_of(field.value) if field is not None else ""
        if folder and not self._paths.knows(folder):
            self._paths.learn(folder, ())
            self._reading(self, folder)

    @on(events.DescendantFocus)
    def say_what_it_is(self, event: events.DescendantFocus) -> None:
        self._help = Content.styled(self._symbols.show(self._form.help_of(event.widget)), "dim")
        self._show_below()
        self.call_after_refresh(event.widget.scroll_visible, animate=False)  # the words may have taken its place

    def on_choice_bar_pressed(self, event: ChoiceBar.Pressed) -> None:
        self.action_choose(event.choice_id)

    def action_choose(self, choice: str) -> None:
        if choice == TEXT or (choice == CANCEL and self._is_over_form):
            self._shows_text = not self._shows_text
            self._arrange()
        else:
            self._chosen(self, choice)

    @property
    def _is_wide(self) -> bool:
        return self.app.size.width >= BESIDE_FROM_CELLS

    @property
    def _is_over_form(self) -> bool:
        """Whether the definition is shown in place of the form."""
        return self._shows_text and not self._is_wide

    def _arrange(self) -> None:
        """Beside each other, or one of the two."""
        self._beside.display = self._is_wide or self._shows_text
        self._form.display = self._is_wide or not self._shows_text
        toggle = () if self._is_wide else (Choice(TEXT, "Form" if self._shows_text else "xl.cfg", "F4"),)
        copy = (Choice(COPY, "Copy lines", "F5"),) if self.first_do(self.guest)[1] else ()
        save = Choice(SAVE, "Save", "F2"), Choice(START, "Save+start", "F3")
        self._choices.show((Choice(CANCEL, "Back" if self._is_over_form else "Cancel", "Esc"), *toggle, *copy, *save))

    def _show(self) -> None:
        guest = self.guest
        self._form.show_problems({**self._host_problems, **guest.problems})
        self._definition.update(self._text(guest.preview()))
        self._form.show_beneath(self._beneath(guest))
        self._arrange()

    def _beneath(self, guest: Draft) -> Content:
        """What has to be done before it can start, and what to know of it."""
        words, commands = self.first_do(guest)
        lines = [Content.styled(words, "bold")] if commands else []
        lines += [
            Content.styled(f"{self._symbols.prompt} {self._symbols.show(each)}", "ansi_cyan") for each in commands
        ]
        fit = self._fit(guest)
        said = fit.sentences("Its start") if fit is not None else ()
        short = fit is not None and fit.missing_kib > 0
        warnings, notes = (*guest.warnings, *(said if short else ())), (*guest.notes, *(() if short else said))
        marked = ((self._symbols.flag, warnings, "ansi_yellow"), ("-", notes, ""))
        lines += [
            Content.styled(self._symbols.show(f"{sign} {each}"), style) for sign, all_, style in marked for each in all_
        ]
        return Content("\n").join(lines)

    def _show_below(self) -> None:
        """What was found when it was to be saved; else what the field with the focus is for."""
        self._below.update(Content("\n").join(self._verdict or [self._help]))

    def _text(self, text: str) -> Content:
        """The definition; what is wrong with it in the colour of warnings, but not its heading."""
        lines = [
            Content.styled(self._symbols.show(line), "ansi_yellow" if line.startswith("#") and at else "")
            for at, line in enumerate(text.rstrip("\n").split("\n"))
        ]
        return Content("\n").join(lines)
