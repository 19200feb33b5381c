"""Output that all commands share."""

import io
import json
import math
import sys
from pathlib import Path

import pytest

from flimbuilder.cli.console import (
    one_line,
    progress_bar,
    show_json,
    show_notes,
    show_table,
    unsaved_notes,
)


def test_json_is_one_document_of_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    document = {"é": ["日本", "\udcff", "\x1b"], "n": (1, 2.5, None, True)}
    show_json(document)
    shown = capsys.readouterr()
    assert shown.out.isascii()
    assert json.loads(shown.out) == {"é": ["日本", "\udcff", "\x1b"], "n": [1, 2.5, None, True]}
    assert shown.err == ""


def test_nan_and_infinity_become_null(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"a": math.nan, "b": [math.inf, {"c": (-math.inf, 0.0)}]})
    assert json.loads(capsys.readouterr().out) == {"a": None, "b": [None, {"c": [None, 0.0]}]}


def test_each_note_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    show_notes(["one\n two", "\x1b]0;title\x07"])
    shown = capsys.readouterr()
    assert shown.err == "note: one two\nnote: \\x1b]0;title\\x07\n"
    assert shown.out == ""


def test_one_line() -> None:
    assert one_line(" a\n\tb\r\n c ") == "a b c"
    assert one_line("\x07") == "\\x07"


def test_a_long_line_keeps_its_start_and_its_end() -> None:
    path, words = "/data" * 100 + "/x.png:", "is damaged; get a whole copy of it"
    line = one_line(f"{path} {words}")
    assert (line, len(line)) == (f"{path[:26]}...{path[-51:]} {words}", 80 + 1 + len(words))
    line = one_line("x.png: " + "y " * 10_000 + "; give another")
    assert len(line) == 280
    assert line.startswith("x.png: y y")
    assert line.endswith("y y ; give another")
    assert len(one_line("\x07" * 1000)) == 80
    assert one_line("x" * 280) == "x" * 280


def test_unsaved_edits_are_noted() -> None:
    assert unsaved_notes(0, Path("P")) == []
    way_out = "left out here; save with 'flimbuilder recover a b'"
    assert unsaved_notes(1, Path("a b")) == [f"the journal holds 1 unsaved edit, {way_out}"]
    assert unsaved_notes(3, Path("a b")) == [f"the journal holds 3 unsaved edits, {way_out}"]


def test_a_table_shows_names_literally(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["[bold]x[/bold]", 0.12345], ["[/oops]", None], [":smile:", 3], ["\x1b[31m", "a\nb"]]
    show_table("[red]title[/]", ["name", "[n]"], rows)
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "[red]title[/]"
    assert lines[1].split() == ["name", "[n]"]
    assert [line.split() for line in lines[2:]] == [
        ["[bold]x[/bold]", "0.123"], ["[/oops]"], [":smile:", "3"], ["\\x1b[31m", "a\\nb"]
    ]  # fmt: skip


def test_a_long_name_is_not_cut_off_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    """A table in a file or pipe is as wide as it needs."""
    name = "x" * 200
    show_table("t", ["name", "value"], [[name, 1.0]])
    assert f"{name} " in capsys.readouterr().out


def test_no_bar_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as on_progress:
        on_progress("working", 1, 2)
    assert capsys.readouterr() == ("", "")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal_disappears(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with progress_bar() as on_progress:
        on_progress("working hard", 1, 2)
    shown = terminal.getvalue()
    assert "working hard" in shown
    assert shown.endswith("\x1b[2K")  # the line is wiped


def test_a_bar_lets_errors_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(KeyError), progress_bar():
        raise KeyError
