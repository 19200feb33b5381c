"""HTML from nested calls; whatever is not markup already is escaped."""

import html

__all__ = ["Markup", "document", "element", "together"]

VOID = {"img", "link", "meta"}


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def element(name: str, *content: object, **attributes: object) -> Markup:
    """Return an HTML element.

    Parameters
    ----------
    name : str
        For example ``figure``.
    *content : object
        Markup as it is; anything else as text, escaped.
    **attributes : object
        A trailing underscore is dropped (``class_``), other underscores become hyphens; one
        that is None is left out.
    """
    pairs = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    told = "".join(
        f' {key}="{html.escape(str(value))}"' for key, value in pairs if value is not None
    )
    opening = f"<{name}{told}>"
    if name in VOID:
        return Markup(opening)
    return Markup(f"{opening}{together(*content)}</{name}>")


def together(*content: object) -> Markup:
    """Return content side by side."""
    return Markup(
        "".join(one if isinstance(one, Markup) else html.escape(str(one)) for one in content)
    )


def document(title: str, style: str, *content: object) -> Markup:
    """Return a whole page that needs nothing from outside.

    Parameters
    ----------
    title : str
    style : str
        CSS; it is put into the page as it is.
    *content : object
        Of the body.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name_="color-scheme", content="light dark"),
        element("title", title),
        Markup(f"<style>\n{style}</style>"),
    )
    page = element("html", head, element("body", *content), lang="en")
    return Markup(f"<!doctype html>\n{page}\n")
