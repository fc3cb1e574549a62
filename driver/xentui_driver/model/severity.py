"""How much something that happened matters to the operator."""

from typing import Literal

Severity = Literal["information", "success", "warning", "error"]
