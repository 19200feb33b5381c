"""Make a release: check that the checkout is ready, test it, build it, and say what a person does.

Usage: ``python packaging/release.py [--dry-run] [--skip STEP ...] [--out dist]``

``--dry-run`` runs the checks that take seconds, lists all that they find, and builds nothing.
Without it, the first step that fails ends the release. Needs the extras ``docs`` and ``package``.
"""

import argparse
import datetime
import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from distributions import ReleaseError, build_distributions
from hatch_build import absolute_links

__all__ = ["Release", "changes_of", "check_versions", "main"]

CHECKOUT = Path(__file__).resolve().parent.parent
SITE = CHECKOUT / "docs" / "_build" / "html"
SEMANTIC = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(alpha|beta|rc)\.(0|[1-9]\d*))?")
HEADING = re.compile(r"^## (.+?)(?: \((\d{4}-\d{2}-\d{2})\))?$", re.M)


@dataclass(frozen=True)
class Release:
    """What is released, and where its files go."""

    version: str
    source: str | None
    out: Path

    @property
    def tag(self) -> str:
        """The tag that the release gets."""
        return f"v{self.version}"


@dataclass(frozen=True)
class Step:
    """One step of a release.

    ``run`` returns what was found, or raises ReleaseError. A quick one changes nothing and takes
    seconds.
    """

    name: str
    title: str
    run: Callable[[Release], str]
    quick: bool = False


def read_release(checkout: Path, out: Path) -> Release:
    """Read version and address of the checkout."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    return Release(project["version"], project.get("urls", {}).get("Source"), out)


def changes_of(changelog: str, version: str) -> tuple[str, str]:
    """Return the date and the text of a version's section.

    Raises
    ------
    ReleaseError
        If there is no such section with a date and a text, or changes are still unreleased.
    """
    headings = list(HEADING.finditer(changelog))
    ends = [heading.start() for heading in headings[1:]] + [len(changelog)]
    sections = {
        heading[1]: (heading[2] or "", changelog[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    }
    if sections.get("Unreleased", ("", ""))[1]:
        raise ReleaseError(
            f"CHANGELOG.md has unreleased changes; name them '## {version} (YYYY-MM-DD)'"
        )
    date, text = sections.get(version, ("", ""))
    if not date or not text:
        raise ReleaseError(
            f"CHANGELOG.md: no section '## {version} (YYYY-MM-DD)' that lists changes"
        )
    return date, text


def check_versions(version: str, changelog: str, citation: str) -> str:
    """Check that version, changelog and citation name the same release; return its date.

    Raises
    ------
    ReleaseError
        If the version is not semantic, or one of them names another version or date.
    """
    if not SEMANTIC.fullmatch(version):
        raise ReleaseError(
            f"pyproject.toml: version {version} is not semantic; write 1.2.3 or 1.2.3-rc.1"
        )
    date, _ = changes_of(changelog, version)
    try:
        datetime.date.fromisoformat(date)
    except ValueError as error:
        raise ReleaseError(f"CHANGELOG.md: {date} is no date: {error}") from error
    for field, expected in (("version", version), ("date-released", date)):
        found = re.search(rf"^{field}: *[\"']?([^\"'\s#]+)", citation, re.M)
        if found is None or found[1] != expected:
            raise ReleaseError(
                f"CITATION.cff: {field} is {found[1] if found else 'missing'}, "
                f"but CHANGELOG.md and pyproject.toml say {expected}"
            )
    return date


def _clean_tree(release: Release) -> str:
    changed = _output("git", "status", "--porcelain").splitlines()
    if changed:
        raise ReleaseError(
            f"{len(changed)} files are not committed, such as {changed[0][3:]}; commit or delete"
        )
    return f"all is committed at {_output('git', 'rev-parse', '--short', 'HEAD')}"


def _versions(release: Release) -> str:
    changelog = (CHECKOUT / "CHANGELOG.md").read_text("utf-8")
    citation = CHECKOUT / "CITATION.cff"
    if not citation.is_file():
        raise ReleaseError("CITATION.cff is missing")
    date = check_versions(release.version, changelog, citation.read_text("utf-8"))
    return f"{release.version} of {date} in pyproject.toml, CHANGELOG.md and CITATION.cff"


def _tag(release: Release) -> str:
    tagged = _output("git", "tag", "--list", release.tag)
    if tagged:
        raise ReleaseError(f"the tag {release.tag} exists; raise the version in pyproject.toml")
    return f"{release.tag} is free"


def _address(release: Release) -> str:
    if release.source is None:
        raise ReleaseError(
            "pyproject.toml: [project.urls] has no Source, which README's links on PyPI need"
        )
    return f"README's links lead to {release.source}/blob/{release.tag}"


def _translations(release: Release) -> str:
    _call(sys.executable, "packaging/translations.py", "check")
    return "every text of the window is translated"


def _tests(release: Release) -> str:
    _call("bash", ".ci/run")
    return "README's commands, all tests and all rules pass"


def _site(release: Release) -> str:
    _call(sys.executable, "packaging/site.py", "--links")
    pages = sum(1 for _ in SITE.rglob("*.html"))
    return f"{pages} pages without a warning, all links checked"


def _distributions(release: Release) -> str:
    if not (SITE / "index.html").is_file():
        raise ReleaseError(f"{SITE}: no documentation; run python packaging/site.py")
    made = build_distributions("HEAD", release.out, SITE)
    _call(sys.executable, "-m", "twine", "check", "--strict", *map(str, made))
    sizes = ", ".join(f"{path.name} ({path.stat().st_size:,} bytes)" for path in made)
    return f"{sizes}, each built twice alike"


def _installation(release: Release) -> str:
    _call("bash", "packaging/test_wheel.sh", str(release.out), str(release.out / "pictures"))
    return f"wheel and sdist work on a bare Debian; look at {release.out / 'pictures'}"


def _application(release: Release) -> str:
    _call(sys.executable, "packaging/build_application.py", "--out", str(release.out))
    made = [path.name for path in release.out.glob(f"flimbuilder-{release.version}-*.tar.xz")]
    return ", ".join(made)


def _notes(release: Release) -> str:
    _, text = changes_of((CHECKOUT / "CHANGELOG.md").read_text("utf-8"), release.version)
    notes = absolute_links(text, release.source, release.version)
    (release.out / "NOTES.md").write_text(f"{notes}\n", "utf-8")
    packages = sorted(path for path in release.out.glob("flimbuilder-*") if path.is_file())
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in packages)
    (release.out / "SHA256SUMS").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return f"SHA256SUMS of {len(packages)} files, NOTES.md"


STEPS = (
    Step("tree", "The checkout is clean", _clean_tree, quick=True),
    Step("versions", "Version, changelog and citation agree", _versions, quick=True),
    Step("tag", "The tag is free", _tag, quick=True),
    Step("address", "The repository's address is known", _address, quick=True),
    Step("translations", "The translations are complete", _translations, quick=True),
    Step("tests", "Tests and rules pass (20 minutes)", _tests),
    Step("site", "The documentation is built, and its links lead somewhere", _site),
    Step("distributions", "Wheel and sdist are built twice", _distributions),
    Step("installation", "Both work on a bare Debian (needs root)", _installation),
    Step("application", "The application is built", _application),
    Step("notes", "Checksums and notes are written", _notes),
)


def remaining(release: Release) -> list[str]:
    """Return what a person does after all steps."""
    return [
        "look at the pictures and do the tutorial once in the installed window",
        "run packaging/test_application.sh on the archive of the application",
        f"git tag --sign {release.tag} --message 'flimbuilder {release.version}' && "
        f"git push origin {release.tag}",
        f"publish a release of {release.tag} with NOTES.md, SHA256SUMS and the applications, "
        "those for Windows and macOS from their workflow",
        f"twine upload {release.out}/*.whl {release.out}/flimbuilder-{release.version}.tar.gz, "
        "unless the workflow of releases does it",
        "put the DOI of the archived release into CITATION.cff",
    ]


def run_steps(steps: list[Step], release: Release, dry_run: bool) -> bool:
    """Run steps and print what they find; return True if all pass."""
    passed = True
    for step in steps:
        if dry_run and not step.quick:
            print(f"would   {step.name}: {step.title}")
            continue
        try:
            print(f"ok      {step.name}: {step.run(release)}", flush=True)
        except ReleaseError as error:
            print(f"FAILED  {step.name}: {error}", flush=True)
            passed = False
            if not dry_run:
                break
    return passed


def _output(*words: str) -> str:
    made = subprocess.run(words, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if made.returncode:
        raise ReleaseError(f"{' '.join(words)}: {made.stderr.strip()[-200:]}")
    return made.stdout.rstrip()


def _call(*words: str) -> None:
    """Run a command of the checkout, and show what it prints only if it fails."""
    made = subprocess.run(
        words,
        cwd=CHECKOUT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if made.returncode:
        print(made.stdout[-2000:].partition("\n")[2])
        raise ReleaseError(f"status {made.returncode} of {' '.join(words)}")


def main(words: list[str] | None = None) -> int:
    """Run the release that the command line describes, and return the exit status."""
    names = [step.name for step in STEPS]
    parser = argparse.ArgumentParser(description="Check, test and build a release.")
    parser.add_argument("--dry-run", action="store_true", help="only the checks that take seconds")
    parser.add_argument("--skip", nargs="+", default=[], choices=names, metavar="STEP")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "dist")
    options = parser.parse_args(words)
    release = read_release(CHECKOUT, options.out.absolute())
    print(f"flimbuilder {release.version}{', dry run' if options.dry_run else ''}")
    steps = [step for step in STEPS if step.name not in options.skip]
    passed = run_steps(steps, release, options.dry_run)
    if options.skip:
        print(f"skipped {', '.join(options.skip)}")
    if not passed:
        print("not ready")
        return 1
    print("what remains for a person:")
    for number, text in enumerate(remaining(release), 1):
        print(f"  {number}. {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
