"""A release is refused until its version, changelog and citation agree."""

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CHECKOUT

CHANGELOG = """# Changelog

Versions are semantic.

## 1.1.0 (2026-12-01)

### Window

- A panel of plots.

## 1.0.0 (2026-11-01)

- The first.
"""
CITATION = "cff-version: 1.2.0\nversion: 1.1.0\ndate-released: '2026-12-01'\n"


@pytest.fixture(scope="module")
def script() -> Iterator[dict[str, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(CHECKOUT / "packaging")
        yield runpy.run_path(str(CHECKOUT / "packaging" / "release.py"))
    for name in ("distributions", "hatch_build"):
        del sys.modules[name]


@pytest.fixture
def release(script: dict[str, Any], tmp_path: Path) -> Any:
    return script["Release"]("1.1.0", None, tmp_path)


def test_the_notes_are_the_section_of_the_version(script: dict[str, Any]) -> None:
    assert script["changes_of"](CHANGELOG, "1.1.0") == (
        "2026-12-01",
        "### Window\n\n- A panel of plots.",
    )
    assert script["changes_of"](CHANGELOG, "1.0.0") == ("2026-11-01", "- The first.")


def test_an_empty_section_of_unreleased_changes_may_stay(script: dict[str, Any]) -> None:
    changelog = CHANGELOG.replace("## 1.1.0", "## Unreleased\n\n## 1.1.0")
    assert script["check_versions"]("1.1.0", changelog, CITATION) == "2026-12-01"


@pytest.mark.parametrize(
    ("version", "changelog", "citation", "reason"),
    [
        ("1.1", CHANGELOG, CITATION, r"1\.1 is not semantic"),
        ("1.1.0rc1", CHANGELOG, CITATION, "not semantic"),
        ("01.1.0", CHANGELOG, CITATION, "not semantic"),
        ("1.2.0", CHANGELOG, CITATION, r"no section '## 1\.2\.0"),
        ("1.1.0", CHANGELOG.replace(" (2026-12-01)", ""), CITATION, "no section"),
        ("1.1.0", CHANGELOG.replace("12-01", "13-01"), CITATION, "2026-13-01 is no date"),
        (
            "1.1.0",
            CHANGELOG.replace("## 1.1.0", "## Unreleased\n\n- More.\n\n## 1.1.0"),
            CITATION,
            "unreleased changes",
        ),
        ("1.0.0", CHANGELOG, CITATION, r"version is 1\.1\.0, but .* say 1\.0\.0"),
        ("1.1.0", CHANGELOG, "version: 1.1.0\n", "date-released is missing"),
        (
            "1.1.0",
            CHANGELOG,
            CITATION.replace("-01", "-02"),
            "date-released is 2026-12-02, but .* say 2026-12-01",
        ),
    ],
)
def test_disagreement_is_refused(
    script: dict[str, Any], version: str, changelog: str, citation: str, reason: str
) -> None:
    with pytest.raises(Exception, match=reason) as caught:
        script["check_versions"](version, changelog, citation)
    assert type(caught.value).__name__ == "ReleaseError"


@pytest.mark.parametrize("version", ["0.1.0", "1.0.0-rc.1", "10.20.30"])
def test_semantic_versions_are_accepted(script: dict[str, Any], version: str) -> None:
    assert script["SEMANTIC"].fullmatch(version)


def steps(script: dict[str, Any]) -> list[Any]:
    def fail(release: object) -> str:
        raise sys.modules["distributions"].ReleaseError("too late")

    step = script["Step"]
    return [
        step("first", "First", lambda release: f"of {release.version}", quick=True),
        step("second", "Second", fail, quick=True),
        step("third", "Third", lambda release: "reached"),
    ]


def test_the_first_failure_ends_a_release(
    script: dict[str, Any], release: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not script["run_steps"](steps(script), release, dry_run=False)
    assert capsys.readouterr().out == "ok      first: of 1.1.0\nFAILED  second: too late\n"


def test_a_dry_run_finds_all_and_builds_nothing(
    script: dict[str, Any], release: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not script["run_steps"](steps(script), release, dry_run=True)
    assert capsys.readouterr().out.splitlines()[1:] == [
        "FAILED  second: too late",
        "would   third: Third",
    ]


def test_checksums_cover_the_packages(
    script: dict[str, Any], release: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (release.out / "CHANGELOG.md").write_text(CHANGELOG)
    (release.out / "flimbuilder-1.1.0.tar.gz").write_bytes(b"abc")
    monkeypatch.setitem(script["_notes"].__globals__, "CHECKOUT", release.out)
    script["_notes"](release)
    assert (release.out / "SHA256SUMS").read_text() == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        "  flimbuilder-1.1.0.tar.gz\n"
    )
    assert (release.out / "NOTES.md").read_text() == "### Window\n\n- A panel of plots.\n"


def test_the_checkout_can_become_a_release(script: dict[str, Any], tmp_path: Path) -> None:
    release = script["read_release"](CHECKOUT, tmp_path)
    assert script["SEMANTIC"].fullmatch(release.version)
    assert release.tag == f"v{release.version}"
    first = script["HEADING"].search((CHECKOUT / "CHANGELOG.md").read_text("utf-8"))
    assert first is not None
    assert first[1] in {"Unreleased", release.version}
