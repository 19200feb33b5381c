"""What can be undone: commands, each with the edits that make and unmake it."""

from dataclasses import dataclass

from flimbuilder.project.edits import Edit

__all__ = ["DEPTH", "Command", "History"]

DEPTH = 200


@dataclass(frozen=True)
class Command:
    """One action of the user.

    Attributes
    ----------
    label : str
        What it does, for "Undo ..." in the menu.
    forward, backward : Edit
        What makes it, and what unmakes it.
    before, after : int
        The states that it leads between; equal numbers are equal projects.
    """

    label: str
    forward: Edit
    backward: Edit
    before: int
    after: int


class History:
    """The commands that were made and undone, the oldest forgotten beyond `DEPTH`.

    Attributes
    ----------
    state : int
        A number for the present project; undoing a command brings its former number back.
    """

    def __init__(self) -> None:
        self.state = 0
        self._last_state = 0
        self._done: list[Command] = []
        self._undone: list[Command] = []

    @property
    def undoable(self) -> Command | None:
        """What undo would unmake."""
        return self._done[-1] if self._done else None

    @property
    def redoable(self) -> Command | None:
        """What redo would make again."""
        return self._undone[-1] if self._undone else None

    def record(self, label: str, forward: Edit, backward: Edit) -> None:
        """Take note of a command that was made; what was undone can not be redone any more."""
        self._last_state += 1
        self._done.append(Command(label, forward, backward, self.state, self._last_state))
        del self._done[:-DEPTH]
        self._undone.clear()
        self.state = self._last_state

    def undo(self) -> None:
        """Take note that the last command was undone."""
        command = self._done.pop()
        self._undone.append(command)
        self.state = command.before

    def redo(self) -> None:
        """Take note that the command undone last was made again."""
        command = self._undone.pop()
        self._done.append(command)
        self.state = command.after
