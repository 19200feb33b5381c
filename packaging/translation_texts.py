"""Find the texts that the window shows, in the source of the package.

Texts of ``gui/`` stand in calls of ``tr``, ``_tr``, ``translate`` or ``marked``. Others, most of
them in other rooms, are plain f-strings: each becomes a template, with its values numbered
``{0}``, ``{1}``, ...
"""

import ast
import re
from collections import deque
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "flimbuilder"
NOT_TRANSLATED = Path(__file__).with_name("not_translated.txt")

MARKS = {"tr": 0, "_tr": 0, "marked": 0, "translate": 1}  # by call: place of the text
SILENT_ROOMS = {"cli"}  # the command line stays English
SILENT_FOLDERS = ("workflow/doctor/",)  # of commands whose output goes into reports
SILENT_CALLS = {
    "ContextVar", "Literal", "TypeVar", "astype", "attach", "attach_stub", "cast", "compile",
    "decode", "encode", "endswith", "fullmatch", "getLogger", "getattr", "hasattr",
    "import_module", "match", "model_validate_json", "removeprefix", "removesuffix", "replace",
    "search", "setattr", "split", "startswith", "sub",
}  # fmt: skip
SILENT_OPTIONS = {"dtype", "mode", "encoding", "errors", "pattern", "module"}
SILENT_NAMES = re.compile(r"^__\w+__$|(SUFFIX|PATTERN|REGEX|TEMPLATE|HEADER|MAGIC|_CSS|_JS)")
MARKUP = re.compile(
    r"</?[a-z]+[ />]|\"/?>|^[\w-]+=\"|<!|xmlns|\bfont-|stroke=|fill=", re.IGNORECASE
)
CODE = re.compile(
    r"^[A-Z0-9_ ]+$|^[A-Z][a-z]+([A-Z][a-z0-9]+)+s?$|^[\w.]+\[.*\]$|^[\w./*-]+\.\w{1,8}$"
    r"|^(Ctrl|Shift|Alt)\+.*|^\S*[/\\]\S*$|\w+ \| None$|^[\w.]+\(.*\)$|^--\S+$|^[a-z_]+="
    r"|::|\\[a-z]|^\W*$|^application/"
)

TEXTS = ast.Constant, ast.JoinedStr, ast.BinOp
MUTE = ast.Name, ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.alias
HOLDERS = (
    ast.AnnAssign, ast.Assign, ast.Call, ast.Compare, ast.Expr, ast.FormattedValue,
    ast.FunctionDef, ast.MatchValue, ast.Subscript, ast.arg, ast.keyword,
)  # fmt: skip


def window_texts(package: Path = PACKAGE) -> dict[tuple[str, str], list[str]]:
    """Return the files of each text of the window and its comment."""
    texts: dict[tuple[str, str], list[str]] = {}
    for file, tree in _trees(package, rooms={"gui"}):
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            place = MARKS.get(_called(call))
            if place is None or len(call.args) <= place:
                continue
            following = call.args[place + 1 : place + 2]
            comment = _constant(following[0]) if following else None
            for node in ast.walk(call.args[place]):
                text = _constant(node)
                if text and any(character.isalpha() for character in text):
                    _add(texts, (text, comment or ""), file)
    return texts


def unmarked_texts(package: Path = PACKAGE) -> list[str]:
    """Return the places in ``gui/`` where `tr` gets a variable or an f-string."""
    return [
        f"{file}:{call.lineno}: {ast.unparse(call)}"
        for file, tree in _trees(package, rooms={"gui"})
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and _called(call) in {"tr", "_tr"}
        and call.args
        and not any(_constant(node) for node in ast.walk(call.args[0]))
    ]


def message_texts(package: Path = PACKAGE) -> dict[tuple[str, str], list[str]]:
    """Return the files of each template of the other rooms, and of plain texts in ``gui/``."""
    rooms = {path.name for path in package.iterdir() if path.is_dir()} - SILENT_ROOMS
    ignored = set(not_translated())
    texts: dict[tuple[str, str], list[str]] = {}
    for file, tree in _trees(package, rooms=rooms | {path.name for path in package.glob("*.py")}):
        if file.startswith(SILENT_FOLDERS):
            continue
        for text in _messages(tree):
            if text.strip("\n") not in ignored:
                _add(texts, (text, ""), file)
    return texts


def not_translated(file: Path = NOT_TRANSLATED) -> list[str]:
    """Return the strings of the package that look like texts and are none."""
    return file.read_text("utf-8").splitlines() if file.exists() else []


def _add(texts: dict[tuple[str, str], list[str]], key: tuple[str, str], file: str) -> None:
    files = texts.setdefault(key, [])
    if file not in files:
        files.append(file)


def _trees(package: Path, rooms: set[str]) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(package.rglob("*.py")):
        within = path.relative_to(package)
        if within.parts[0] in rooms:
            yield within.as_posix(), _parsed(path, path.stat().st_mtime_ns)


@cache
def _parsed(path: Path, changed: int) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _constant(node: ast.expr | ast.AST) -> str | None:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else None  # type: ignore[attr-defined]


def _messages(tree: ast.Module) -> Iterator[str]:
    """Yield the templates of a module, without what holds no text for people."""
    waiting = deque[ast.AST]([tree])
    while waiting:
        node = waiting.popleft()
        silent: set[int] = set()
        if isinstance(node, HOLDERS):
            silent.update(map(id, _silent_children(node)))
        if isinstance(node, ast.Call) and _called(node) == "counted" and len(node.args) == 2:
            noun = _template(node.args[1])
            if noun:
                yield from (f"{{n}} {noun}", f"{{n}} {noun}s")
                silent.add(id(node.args[1]))
        if isinstance(node, TEXTS) and (template := _template(node)) is not None:
            silent.update(map(id, _parts(node)))
            if _is_message(template):
                yield template
        waiting.extend(
            child
            for child in ast.iter_child_nodes(node)
            if id(child) not in silent and not isinstance(child, MUTE)
        )


def _silent_children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the children of a node that hold no text for people."""
    match node:
        case ast.Expr(value=ast.Constant()):
            yield node.value  # a docstring
        case ast.AnnAssign() | ast.arg():
            if node.annotation is not None:
                yield node.annotation
        case ast.FunctionDef() if node.returns is not None:
            yield node.returns
        case ast.Subscript():
            yield node.slice
        case ast.Compare():
            yield from (node.left, *node.comparators)
        case ast.Call():
            yield from _silent_arguments(node)
        case ast.keyword() if node.arg in SILENT_OPTIONS:
            yield node.value
        case ast.FormattedValue() if node.format_spec is not None:
            yield node.format_spec
        case ast.Assign():
            if any(SILENT_NAMES.search(ast.unparse(target)) for target in node.targets):
                yield node.value
        case ast.MatchValue():
            yield node.value


def _silent_arguments(call: ast.Call) -> Iterator[ast.AST]:
    match call.func:
        case ast.Name(id="replace"):
            return  # of dataclasses
        case ast.Attribute(attr="get"):
            yield from call.args[:1]  # what follows may be a text
        case _ if _called(call) in SILENT_CALLS or _called(call) in MARKS:
            yield from (*call.args, *call.keywords)


def _template(node: ast.AST) -> str | None:
    """Return a text with numbered values; None if the node is no text."""
    pieces = list(_pieces(node))
    if not any(isinstance(piece, str) for piece in pieces):
        return None
    count, text = 0, ""
    for piece in pieces:
        text += piece if isinstance(piece, str) else f"{{{count}}}"
        count += not isinstance(piece, str)
    return text


def _pieces(node: ast.AST) -> Iterator[str | ast.AST]:
    """Yield the literal pieces of a text, and the nodes of its values."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr():
            for value in node.values:
                yield from _pieces(value)
        case ast.BinOp(op=ast.Add()) if _has_text(node):
            yield from _pieces(node.left)
            yield from _pieces(node.right)
        case _:
            yield node


def _has_text(node: ast.AST) -> bool:
    match node:
        case ast.BinOp(op=ast.Add()):
            return _has_text(node.left) or _has_text(node.right)
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
    return False


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that a template is made of, without the nodes of its values."""
    match node:
        case ast.JoinedStr():
            yield from (value for value in node.values if isinstance(value, ast.Constant))
        case ast.BinOp(op=ast.Add()) if _has_text(node):
            for side in (node.left, node.right):
                if isinstance(side, ast.Constant | ast.JoinedStr | ast.BinOp):
                    yield side
                    yield from _parts(side)


def _is_message(text: str) -> bool:
    """Return True if a string seems to be written for people."""
    plain = re.sub(r"\{\w*\}", "", text)
    if not re.search(r"[^\W\d_]{2}", plain) or "\n" in text.strip():
        return False
    if MARKUP.search(text) or CODE.search(text.strip()):
        return False
    return " " in text.strip() or text[:1].isupper()
