"""The lines that libxl writes to standard error (xtl_logger_stdio.c, libxl_internal.c)."""


def libxl_error(place: str, message: str, domid: int | None = None) -> str:
    """One line; `place` is FILE:LINE:FUNCTION, whose number differs from build to build."""
    about = f"Domain {domid}:" if domid is not None else ""
    return f"libxl: error: {place}: {about}{message}\n"


Version = tuple[int, int]
"""Of Xen, as far as the words depend on it."""
_TELLS_WHO_IS_MISSING: Version = (4, 20)
"""From there on libxl itself says that it has found no domain, before its caller does (captures of 4.20)."""


def no_domain(domid: int, xen: Version) -> str:
    """What libxl says when it looks for a domain in vain; nothing, of old."""
    if xen < _TELLS_WHO_IS_MISSING:
        return ""
    return libxl_error("libxl_domain.c:354:libxl_domain_info", "Getting domain info: No such process", domid)


def no_such_type(domid: int, xen: Version) -> str:
    """What every command says that has to know the domain's type first."""
    place = "libxl_dom.c:37:libxl__domain_type"
    if xen < _TELLS_WHO_IS_MISSING:
        return libxl_error(place, f"unable to get domain type for domid={domid}")
    return libxl_error(place, "unable to get dominfo: No such process", domid)


def no_userdata(domid: int, xen: Version) -> str:
    """What every command says that needs the domain's configuration; of old the errno at its end is a stale one."""
    reason = "Success" if xen < _TELLS_WHO_IS_MISSING else "No such process"
    message = f"unable to find domain info for domain {domid}: {reason}"
    return no_domain(domid, xen) + libxl_error("libxl_dom.c:1216:libxl__userdata_path", message)


def not_destroyed(domid: int, xen: Version) -> str:
    """A destruction without a domain: after a refused start there is always one."""
    return (
        no_domain(domid, xen)
        + libxl_error("libxl_domain.c:1183:libxl__destroy_domid", "Non-existant domain", domid)
        + libxl_error("libxl_domain.c:1137:domain_destroy_callback", "Unable to destroy guest", domid)
        + libxl_error("libxl_domain.c:1064:domain_destroy_cb", "Destruction of domain failed", domid)
    )


def child_failed(what: str, process: int, status: int) -> str:
    """A child of xl ended with an error (libxl_report_child_exitstatus)."""
    message = f"{what} [{process}] exited with error status {status}"
    return libxl_error("libxl_exec.c:117:libxl_report_child_exitstatus", message)
