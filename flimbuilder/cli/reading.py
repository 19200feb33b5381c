"""The options by which commands choose images of stacks, channels, and a scaling."""

from typing import Annotated

import typer

__all__ = ["ChannelsOption", "HeaderWindowOption", "SlicesOption", "WindowOption"]

SlicesOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Images of a stack, as z=10:40:5 or page=0; once for each of its axes.",
        metavar="AXIS=PLACES",
    ),
]
ChannelsOption = Annotated[
    str | None, typer.Option(help="Channels to take, from 0, as 0,2 or 0:3.", metavar="N[,N...]")
]
WindowOption = Annotated[
    tuple[float, float] | None,
    typer.Option(
        help="Values that become 0 and 1, in the file's units; without it the dtype's range.",
        metavar="LOW HIGH",
    ),
]
HeaderWindowOption = Annotated[
    bool, typer.Option("--header-window", help="The window that each file's header proposes.")
]
