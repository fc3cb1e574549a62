"""The form of a line that libxl writes to standard error (xtl_logger_stdio.c, libxl_internal.c)."""


def libxl_error(place: str, message: str, domid: int | None = None) -> str:
    """One line; `place` is FILE:LINE:FUNCTION, whose number differs from build to build."""
    about = f"Domain {domid}:" if domid is not None else ""
    return f"libxl: error: {place}: {about}{message}\n"
