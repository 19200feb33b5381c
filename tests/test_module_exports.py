"""What a module takes from another stands in the other's ``__all__``."""

import ast
from pathlib import Path

import flimbuilder

PACKAGE = Path(flimbuilder.__file__).parent


def exported(tree: ast.Module) -> set[str]:
    lists = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    return set(ast.literal_eval(lists[0])) if lists else set()


def hidden_imports(name: str, tree: ast.Module, exports: dict[str, set[str]]) -> list[str]:
    return [
        f"{name} takes {one.name} from {node.module}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in exports
        for one in node.names
        if one.name not in exports[node.module]
    ]


def test_nothing_is_imported_that_its_module_does_not_offer() -> None:
    trees = {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): ast.parse(
            path.read_text("utf-8")
        )
        for path in sorted(PACKAGE.rglob("*.py"))
    }
    exports = {name: exported(tree) for name, tree in trees.items() if exported(tree)}
    learner = "flimbuilder.flim.learner"
    assert learner in exports
    assert hidden_imports(learner, trees[learner], {"flimbuilder.flim.bank": set()}) == [
        "flimbuilder.flim.learner takes KernelBank from flimbuilder.flim.bank"
    ]
    faults = [
        fault for name, tree in trees.items() for fault in hidden_imports(name, tree, exports)
    ]
    assert faults == []
