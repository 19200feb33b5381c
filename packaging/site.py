"""Build the documentation site, or check its links to other sites.

    python packaging/site.py                 # docs/_build/html, read by Help > Documentation
    python packaging/site.py --out FOLDER    # elsewhere, afresh
    python packaging/site.py --links         # asks the network

Any warning fails the build: a broken link or anchor, a picture that is missing, a name in a
docstring that leads nowhere, a page that no table of contents has.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SITE = DOCS / "_build" / "html"


def build(out: Path, builder: str = "html", *, fresh: bool = False) -> int:
    """Run Sphinx and return its exit status; pages that did not change are kept unless fresh."""
    with tempfile.TemporaryDirectory() as scratch:
        read_pages = Path(scratch) if fresh else DOCS / "_build" / "doctrees"
        options = ["-W", "--keep-going", "-n", "-q", "-b", builder, "-d", str(read_pages)]
        command = [sys.executable, "-m", "sphinx", *options, str(DOCS), str(out)]
        # One thread: the parts of learning that autodoc imports would start one for each core.
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main() -> int:
    """Build what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, metavar="DIR", help="a folder for a fresh build")
    parser.add_argument("--links", action="store_true", help="check links to other sites")
    options = parser.parse_args()
    started = time.perf_counter()
    if options.links:
        return build(options.out or DOCS / "_build" / "links", "linkcheck")
    status = build(options.out or SITE, fresh=options.out is not None)
    if status == 0:
        pages = list((options.out or SITE).rglob("*.html"))
        size = sum(path.stat().st_size for path in (options.out or SITE).rglob("*.*")) / 1e6
        seconds = time.perf_counter() - started
        print(f"{options.out or SITE}: {len(pages)} pages, {size:.1f} MB, in {seconds:.0f} s")
    return status


if __name__ == "__main__":
    sys.exit(main())
