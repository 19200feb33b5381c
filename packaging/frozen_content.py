"""What the frozen application holds and leaves out; read by ``flimbuilder.spec``."""

import re
import sys
import sysconfig
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from frozen_main import FALLBACKS
from hatch_build import SITE_ONLY

__all__ = [
    "EXCLUDED",
    "EXTRAS",
    "LAZY",
    "ROOT",
    "UNREAD_FILES",
    "VERSION",
    "WITH_FILES",
    "fallback_libraries",
    "is_wanted",
    "keeps",
    "licences",
    "metadata",
    "needed",
    "own_files",
    "own_modules",
    "test_modules_of_torch",
]

Entry = tuple[str, str, str]
"""Of PyInstaller: name in the application, path, kind."""

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
VERSION = PROJECT["version"]
EXTRAS = "cluster", "medical", "onnx", "results", "slides"
"""Extras of pyproject.toml whose packages it holds. `fast` would add 208 MB (numba and LLVM), and
`bioimageio` 120 MB (xarray and pandas)."""

# Packages that find their modules by name, and files that packages read.
LAZY = [
    "imagecodecs",
    "skimage.color",
    "skimage.draw",
    "skimage.filters",
    "skimage.measure",
    "skimage.morphology",
    "skimage.segmentation",
    "superqt",
    "distributed",
    "zarr",
    "yaozarrs",
    "pydicom",
    "nibabel",
    "onnxscript",
    "onnxruntime",
    "openslide_bin",
]
WITH_FILES = [
    "distributed",
    "dask",
    "nibabel",
    "onnxscript",
    "openslide_bin",
    "pyqtgraph",
    "qtawesome",
    "skimage",
    "superqt",
]
EXCLUDED = [
    "IPython",
    "OpenGL",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "_pytest",
    "babel",
    "bioimageio",
    "bokeh",
    "captum",
    "cryptography",
    "cupy",
    "docutils",
    "email_validator",
    "fontTools",
    "hypothesis",
    "llvmlite",
    "markdown",
    "matplotlib",
    "monai",
    "mpl_toolkits",
    "mypy",
    "numba",
    "pandas",
    "pip",
    "pycparser",
    "pytest",
    "setuptools",
    "sphinx",
    "sqlite3",
    "tensorboard",
    "tkinter",
    "torch.utils.tensorboard",
    "torchvision",
    "umap",
    "xarray",
]
TORCH_NEEDS = {"logging_tensor", "common_dtype"}  # modules of torch.testing._internal

UNREAD_FILES = ["**/*.h", "**/*.pxd", "**/*.pxi", "**/*.pyx", "**/tests/**", "**/test/**"]
UNREAD = re.compile(
    r"torch/(test|include|share)/|torch/bin/(?!torch_shm_manager)"
    r"|torch/lib/\w*(test|aoti_custom_ops|backend_with_compiler)\w*\.so"
    r"|(.*/)?libarrow(_python)?_(flight|s3|parquet_encryption)\b.*"
    r"|pyarrow/(_flight|_s3fs|_azurefs|_gcsfs|_hdfs|_parquet_encryption)\..*"
    r"|pyarrow/(tests|include|src)/"
    r"|PySide6/Qt/translations/(?!qtbase_pt_BR\.qm)"
    r"|(PySide6/Qt/)?plugins/(egldeviceintegrations|generic|networkinformation|tls|sqldrivers)/"
    r"|PySide6/Qt/plugins/platformthemes/libqgtk3"  # brings GTK, which breaks beside the system's
    r"|PySide6/Qt/plugins/platforms/libq(eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc|minimal)\."
    r"|PySide6/Qt/plugins/imageformats/libq(icns|tga|tiff|wbmp)\."
    r"|(.*/)?libQt6EglF.*"
    r"|.*\.(pxd|pxi|pyx|pyi\.in|h|hpp|cpp)$"
    r"|(?!flimbuilder/).*/tests?/"
    r"|(.*/)?direct_url\.json$"
)


def metadata() -> list[str]:
    """Return the packages whose metadata `flimbuilder doctor` and libraries read."""
    lines = list(PROJECT["dependencies"])
    for extra in EXTRAS:
        lines += PROJECT["optional-dependencies"][extra]
    names = [re.split(r"[^\w.-]", line)[0] for line in lines]
    return ["flimbuilder", "numcodecs", "dask", *names]


def own_modules(root: Path) -> list[str]:
    """Return the names of all modules of the package."""
    files = sorted((root / "flimbuilder").rglob("*.py"))
    names = [".".join(path.relative_to(root).with_suffix("").parts) for path in files]
    return [name.removesuffix(".__init__") for name in names]


def own_files(root: Path) -> list[tuple[str, str]]:
    """Return the files of the package that are not modules, with their folders."""
    package, site = root / "flimbuilder", root / "docs" / "_build" / "html"
    own = [path for path in _files(package) if path.suffix not in {".py", ".pyc"}]
    found = [(path, path.relative_to(root)) for path in own]
    for path in (*_files(root / "assets"), *_files(root / "docs")):
        place = path.relative_to(root)
        if not SITE_ONLY & set(place.parts[1:]):
            found.append((path, Path("flimbuilder") / place))
    if (site / "index.html").is_file():
        found += [(p, Path("flimbuilder", "site") / p.relative_to(site)) for p in _files(site)]
    return [(str(path), str(place.parent)) for path, place in found]


def _files(folder: Path) -> list[Path]:
    """Return the files below a folder, without caches."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in found if not {"__pycache__", ".hypothesis"} & set(path.parts)]


def is_wanted(module: str) -> bool:
    """Return False for the tests of a package."""
    return not {"tests", "test", "conftest", "testing"} & set(module.split("."))


def test_modules_of_torch() -> list[str]:
    """Return the modules of torch that only its tests use; importing torch needs a few."""
    spec = find_spec("torch")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0], "testing", "_internal")
    names = {path.stem for path in folder.iterdir()} - TORCH_NEEDS - {"__init__", "__pycache__"}
    return [f"torch.testing._internal.{name}" for name in sorted(names)]


def keeps(name: str) -> bool:
    """Return False for a file that nothing in the application reads."""
    return not UNREAD.match(name.replace("\\", "/"))


def needed(binaries: Iterable[Entry]) -> list[Entry]:
    """Drop the libraries of this system that no other file links any more."""
    from PyInstaller.depend.bindepend import get_imports

    kept = list(binaries)
    if sys.platform != "linux":
        return kept
    linked = {
        path: set() if kind == "SYMLINK" else {name for name, _ in get_imports(path)}
        for _, path, kind in kept
    }
    while True:
        used = set[str]().union(*(linked[path] for _, path, _ in kept))
        rest = [e for e in kept if not _is_of_system(e) or Path(e[0]).name in used]
        if len(rest) == len(kept):
            return rest
        kept = rest


def _is_of_system(entry: Entry) -> bool:
    return entry[1].startswith(("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/"))


def fallback_libraries() -> list[Entry]:
    """Return libraries that the application opens if the system lacks them."""
    folders = [Path("/usr/lib", str(sysconfig.get_config_var("MULTIARCH"))), Path("/usr/lib64")]
    found = []
    for library in FALLBACKS:
        path = next((f / library for f in folders if (f / library).exists()), None)
        if path is None:
            raise SystemExit(f"{library}: this system lacks it; install Qt's system libraries")
        found.append((f"fallback/{library}", str(path.resolve()), "BINARY"))
    return found


def licences(analysis: Any, out: Path) -> Entry:
    """Write the licences of the Python packages in an application to a file."""
    used = {name.split(".")[0] for name, _, _ in analysis.pure}
    used |= {re.split(r"[/\\.]", name)[0] for name, _, _ in analysis.binaries}
    by_module = packages_distributions()
    projects = sorted({p for name in used for p in by_module.get(name, ())}, key=str.casefold)
    parts = [_licence_of(project) for project in projects if project != "flimbuilder"]
    python = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    if python.is_file():
        parts.append(_titled(f"Python {sys.version.split()[0]}", [python.read_text("utf-8")]))
    out.write_text("\n".join(parts), "utf-8")
    return out.name, str(out), "DATA"


def _licence_of(project: str) -> str:
    try:
        found = distribution(project)
    except PackageNotFoundError:
        return ""
    words = found.metadata
    named = words.get("License-Expression") or words.get("License") or "see its files"
    files = [
        file
        for file in found.files or ()
        if re.search(r"licen[cs]e|copying|notice", str(file), re.I)
    ]
    texts = [
        Path(str(file.locate())).read_text("utf-8", errors="replace")
        for file in files
        if ".dist-info" in str(file) and Path(str(file.locate())).is_file()
    ]
    return _titled(f"{project} {found.version}: {named.splitlines()[0]}", texts)


def _titled(title: str, texts: Iterable[str]) -> str:
    return "\n".join(["=" * 99, title, "=" * 99, "", *texts, ""])
