"""Optional libraries: which extra of pip brings them, told where they are missing."""

from importlib.util import find_spec

from flimbuilder.errors import InputError

__all__ = ["require_extra"]


def require_extra(extra: str, purpose: str, *modules: str) -> None:
    """Refuse what needs optional libraries that are not installed; import none of them.

    Parameters
    ----------
    extra : str
        Of ``pyproject.toml``, which brings them.
    purpose : str
        What needs them, as the message begins.
    *modules : str
        Their names to import, dotted ones too.

    Raises
    ------
    InputError
    """
    missing = [name for name in modules if not _is_there(name)]
    if missing:
        raise InputError(
            f"{purpose} needs {', '.join(missing)}, which is not installed; "
            f"install it with: pip install 'flimbuilder[{extra}]'"
        )


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):  # its package is missing, or is shut out
        return False
