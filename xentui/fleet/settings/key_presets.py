"""The keys of each command and movement, and what the presets change in them.

A preset has the keys that the users of another program expect. What that program has no equivalent of keeps its usual
key, and the usual keys that are free are kept beside the preset's own.
"""

from collections.abc import Mapping

Bound = Mapping[str, tuple[str, ...]]
"""The keys by the id of what they stand for, each as a config file writes it; the first is the one that is shown."""

MOVES = ("up", "down", "first", "last", "page_up", "page_down")

USUAL: Bound = {
    "start": ("s",),
    "start_attached": ("S",),
    "start_paused": (),
    "stop": ("x",),
    "stop_acpi": (),
    "destroy": ("X",),
    "discard": ("X",),
    "reboot": ("r",),
    "reset": ("R",),
    "pause": ("p",),
    "unpause": ("p",),
    "balloon": ("b",),
    "maxmem": (),
    "vcpus": ("v",),
    "migrate": ("m",),
    "save": (),
    "save_running": (),
    "rename": (),
    "autostart_on": (),
    "autostart_off": (),
    "remove": (),
    "details": ("enter",),
    "console": ("c",),
    "describe": ("d",),
    "edit": ("e",),
    "copy": ("y",),
    "new": ("n",),
    "mark": ("space",),
    "mark_all": ("*",),
    "unmark": ("U",),
    "filter": ("/",),
    "problems": ("!",),
    "sort_previous": ("<",),
    "sort_next": (">",),
    "invert_sort": ("I",),
    "sort_name": ("N",),
    "sort_cpu": ("P",),
    "sort_memory": ("M",),
    "slower": ("+",),
    "faster": ("-",),
    "freeze": ("Z",),
    "refresh": ("ctrl+r",),
    "columns": ("C",),
    "save_view": ("V",),
    "jobs": ("5",),
    "audit": ("6",),
    "events": ("E",),
    "doctor": (),
    "restore": (),
    "powercycle": (),
    "command_palette": (":", "ctrl+p"),
    "help": ("?", "f1"),
    "quit": ("q", "f10"),
    "up": ("up", "k"),
    "down": ("down", "j"),
    "first": ("home", "g"),
    "last": ("end", "G"),
    "page_up": ("page-up",),
    "page_down": ("page-down",),
    "write_back": ("w",),
    "job_cancel": ("c",),
    "job_cancel_rest": ("C",),
    "job_set_back": ("u",),
    "job_copy": ("y", "Y"),
    "job_scroll_down": ("J",),
    "job_scroll_up": ("K",),
}

# ctrl+b belongs to tmux, so vim's half pages go by a page too. gg is g twice.
_VIM: Bound = {
    "up": ("k", "up"),
    "down": ("j", "down"),
    "first": ("g", "home"),
    "last": ("G", "end"),
    "page_up": ("ctrl+b", "ctrl+u", "page-up"),
    "page_down": ("ctrl+f", "ctrl+d", "page-down"),
    "edit": ("i", "e"),
    "new": ("o", "n"),
    "refresh": ("ctrl+l", "ctrl+r"),
}
# htop(1), INTERACTIVE COMMANDS. k kills there, so the letters don't move.
_HTOP: Bound = {
    "up": ("up",),
    "down": ("down",),
    "first": ("home",),
    "last": ("end",),
    "help": ("f1", "h", "?"),
    "filter": ("f4", "\\", "f3", "/"),
    "sort_next": ("f6", ">"),
    "stop": ("f9", "k", "x"),
    "refresh": ("ctrl+l", "ctrl+r"),
    "quit": ("f10", "q"),
}
# k9s asks before ctrl+d and not before ctrl+k; here both ask.
_K9S: Bound = {
    "page_up": ("ctrl+b", "page-up"),
    "page_down": ("ctrl+f", "page-down"),
    "stop": ("ctrl+d", "x"),
    "destroy": ("ctrl+k", "X"),
    "discard": ("ctrl+k", "X"),
    "console": ("a", "c"),
    "jobs": ("l", "5"),
    "unmark": ("ctrl+\\", "U"),
    "sort_cpu": ("C", "P"),
    "columns": ("ctrl+w",),
    "quit": ("q", "ctrl+c", "f10"),
}
PRESETS: Mapping[str, Bound] = {"default": {}, "vim": _VIM, "htop": _HTOP, "k9s": _K9S}
