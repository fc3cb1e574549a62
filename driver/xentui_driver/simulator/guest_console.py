"""x."""


def boot_lines(name: str) -> tuple[str, ...]:
    return (f"{name} login: ",)
