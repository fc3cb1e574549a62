"""The fields of a guest that is being made: those that its type has, lists with one line more than is typed."""

from collections.abc import Collection, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from xentui.console.guest_draft import Asked, GuestForm, Typed
from xentui_driver.definitions.parameters.parameter import GuestType
from xentui_widgets.form_field import FormField, text_input
from xentui_widgets.option_line import OptionLine
from xentui_widgets.scroll_bar import use_plain_scroll_bar
from xentui_widgets.symbols import Symbols

_TYPES = (GuestType.PVH, GuestType.PV, GuestType.HVM)
_COMPLETES = "Tab completes a path."
_TYPE_HELP = "pvh for current Linux and BSD, hvm for everything else, pv for old kernels; Left and Right change it"


class NewForm(VerticalScroll, can_focus=False):
    """Holds what is typed; the screen around it judges it."""

    DEFAULT_CSS: ClassVar[str] = """
    NewForm { width: 1fr; height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; padding: 0 1; }
    NewForm > #beneath { height: auto; margin-top: 1; display: none; }
    """

    class Changed(Message):
        """Something else is typed or chosen."""

    def __init__(self, form: GuestForm, symbols: Symbols) -> None:
        super().__init__()
        self._form = form
        self._symbols = symbols
        self._asked = {asked.key: asked for asked in form.asked}
        self._type = OptionLine([each.value for each in _TYPES], symbols=symbols)
        self._fields: dict[str, list[FormField]] = {asked.key: [self._field(asked)] for asked in form.asked}
        self._suggested: dict[str, str] = {}
        self._touched: set[str] = set()
        self._beneath = Static(id="beneath", markup=False)

    def compose(self) -> ComposeResult:
        if self._form.type is None:
            yield FormField("type", self._type, symbols=self._symbols)
        for fields in self._fields.values():
            yield from fields
        yield self._beneath

    def on_mount(self) -> None:
        use_plain_scroll_bar(self, self._symbols)
        self.suggest(self._form)
        self.screen.set_focus(self._fields["name"][0].field)

    @property
    def guest_type(self) -> GuestType:
        return self._form.type or GuestType(self._type.option)

    @property
    def typed(self) -> Typed:
        """The lines of each field, by key."""
        return {key: [_text(field) for field in fields] for key, fields in self._fields.items()}

    def suggest(self, form: GuestForm) -> None:
        """Fill in what `form` suggests now, where the operator has typed nothing else and isn't about to.

        A suggestion is selected when its field gets the focus, as in a question that has a value already.
        """
        self._form = form
        for key, text in form.suggested(self.typed).items():
            field = self._fields[key][0].field
            assert isinstance(field, Input)
            is_suggested = field.value == self._suggested.get(key, "")
            field.select_on_focus = is_suggested  # what is typed then takes its place
            if field is self.screen.focused:
                continue
            if is_suggested and field.value != text:
                field.value = text
                field.cursor_position = len(text)
            self._suggested[key] = text

    def show_beneath(self, lines: Content) -> None:
        """Say something beneath the fields."""
        self._beneath.update(lines)
        self._beneath.display = bool(lines.plain)

    @property
    def focus_order(self) -> list[Widget]:
        """What can have the focus, from top to bottom."""
        shown = (field for fields in self._fields.values() for field in fields if field.display)
        return [*([] if self._form.type else [self._type]), *(field.field for field in shown)]

    @property
    def is_untouched(self) -> bool:
        """True while there is nothing to lose."""
        return all(text in ("", self._suggested.get(key, "")) for key, lines in self.typed.items() for text in lines)

    def path_in(self, widget: Widget | None) -> Input | None:
        """The field, if a path is typed in it and what comes next goes on with that."""
        if not isinstance(widget, Input) or widget.name not in self._asked or not self._asked[widget.name].is_path:
            return None
        return widget if widget.cursor_position == len(widget.value) else None

    def help_of(self, widget: Widget) -> str:
        """What the field with that widget in it is for."""
        if widget is self._type:
            return _TYPE_HELP
        if not isinstance(widget, Input) or widget.name not in self._asked:
            return ""
        asked = self._asked[widget.name]
        return f"{asked.help} {_COMPLETES}" if asked.is_path else asked.help

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """What is wrong, of the fields in which something was typed; and only the fields that the type has."""
        for asked in self._asked.values():
            fields = self._fields[asked.key]
            words = problems.get(asked.key, "") if asked.key in self._touched else ""
            last = next((field for field in reversed(fields) if _text(field)), fields[0])
            for field in fields:
                field.display = self.guest_type in asked.types
                field.show_problem(words if field is last else "")

    def touch_all(self, wrong: Collection[str]) -> None:
        """From now on say also what is missing; the first field that is wrong has the focus."""
        self._touched = set(self._fields)
        first = next((key for key in self._fields if key in wrong), None)
        if first is not None:
            self.focus_on(first)

    def focus_on(self, key: str) -> None:
        self.screen.set_focus(self._fields[key][0].field)

    @on(Input.Changed)
    async def take_text(self, event: Input.Changed) -> None:
        event.stop()
        key = event.input.name or ""
        if event.value != self._suggested.get(key, ""):
            self._touched.add(key)
        self.suggest(self._form)
        await self._add_line(self._asked[key])
        self.post_message(self.Changed())

    @on(OptionLine.Changed)
    def take_type(self, event: OptionLine.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())

    async def _add_line(self, asked: Asked) -> None:
        """The line is there when this returns: a key that comes next may go to it."""
        fields = self._fields[asked.key]
        if asked.is_list and _text(fields[-1]):
            last = fields[-1]
            fields.append(self._field(asked, len(fields) + 1))
            await self.mount(fields[-1], after=last)

    def _field(self, asked: Asked, number: int = 1) -> FormField:
        label = f"{asked.label} {number}" if asked.is_list else asked.label
        field = text_input(asked.key, asked.example if number == 1 else "", self._symbols)
        return FormField(label, field, symbols=self._symbols)


def _text(field: FormField) -> str:
    assert isinstance(field.field, Input)
    return field.field.value
