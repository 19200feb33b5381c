"""Optional libraries and the extras of ``pyproject.toml`` that install them."""

from importlib.util import find_spec

from flimbuilder.errors import InputError
from flimbuilder.installation import is_frozen

__all__ = ["require_extra"]


def require_extra(
    extra: str, purpose: str, *modules: str, error: type[InputError] = InputError
) -> None:
    """Check that optional libraries are installed, without importing them.

    Parameters
    ----------
    extra : str
        Extra of ``pyproject.toml`` that installs them.
    purpose : str
        What needs them; the message begins with it, as in ``"writing an ONNX file"``.
    *modules : str
        Their import names, which may be dotted.
    error : type, default=InputError
        Exception to raise.

    Raises
    ------
    InputError
        If a module is missing; the message names the extra.
    """
    missing = [module for module in modules if not _is_installed(module)]
    if missing:
        names, command = ", ".join(missing), f"pip install 'flimbuilder[{extra}]'"
        if is_frozen():
            raise error(
                f"{purpose} needs {names}, which this application does not contain; "
                f"install flimbuilder as a Python package: {command}"
            )
        raise error(f"{purpose} needs {names}, which is not installed; install it with: {command}")


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):  # the parent package is missing, or the import is blocked
        return False
