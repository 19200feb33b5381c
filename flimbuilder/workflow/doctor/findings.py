"""What the checks of the installation find."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Finding"]


@dataclass(frozen=True)
class Finding:
    """The result of one check.

    Attributes
    ----------
    subject : str
        What was checked.
    state : {"ok", "missing", "optional"}
        ``missing`` is needed; ``optional`` would add or speed up something.
    text : str
        What was found and, unless it is ok, the way to get it; one line.
    """

    subject: str
    state: Literal["ok", "missing", "optional"]
    text: str

    def as_json(self) -> dict[str, str]:
        """Return the finding as a JSON object."""
        return {"subject": self.subject, "state": self.state, "text": self.text}
