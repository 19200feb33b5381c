"""Shared projects: a handmade example, and Hypothesis strategies."""

from collections.abc import Iterator
from pathlib import Path

from hypothesis import strategies as st

from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.class_shares import ClassShare
from flimbuilder.project.decoding import DecoderChoice, Delineation, Splitting
from flimbuilder.project.edits import (
    AddImage,
    AddMarker,
    Edit,
    RemoveImage,
    RemoveMarker,
    ReplaceImage,
    ReplaceMarker,
    SetArchitecture,
    SetClasses,
    SetDecoder,
    SetDelineation,
    SetKernelEdits,
    SetSeed,
    SingleEdit,
    apply_with_inverse,
)
from flimbuilder.project.markers import Disk, ImageMarkers, Marker, Pixels, Stroke
from flimbuilder.project.project import (
    ClassEntry,
    ClusterIdentity,
    ComponentIdentity,
    ImageEntry,
    KernelEdit,
    Project,
)


def entry(name: str, **more: object) -> ImageEntry:
    """The entry of an image that does not exist."""
    fields = {
        "id": name,
        "path": f"../images/{name}.png",
        "sha256": f"{sum(name.encode()):064x}",
        "size": 100,
        "shape": (30, 40, 3),
        "dtype": "uint8",
    }
    return ImageEntry.model_validate(fields | more)


def disk(marker_id: int, **more: object) -> Disk:
    fields = {"id": marker_id, "class_id": 1, "center": (10.0, 20.5), "radius": 4.0}
    return Disk.model_validate(fields | more)


def drawn(*ids: int, **more: object) -> ImageMarkers:
    return ImageMarkers(
        next_id=max(ids) + 1, markers=tuple(disk(marker_id, **more) for marker_id in ids)
    )


def example(seed: int = 0) -> Project:
    """Three images, two of them marked, with numbers that depend on the seed."""
    return Project(
        images=(entry("a"), entry("b", role="validation"), entry("c")),
        markers={"a": drawn(1, 2, radius=seed), "b": drawn(1, radius=seed)},
        seed=seed,
    )


def ids(project: Project, image: str) -> list[int]:
    return [marker.id for marker in project.markers_of(image).markers]


def without_next_ids(project: Project) -> Project:
    """Everything in a project that undo restores, so without ``next_id``."""
    markers = {
        image: drawn.with_(next_id=max(ids(project, image)) + 1)
        for image, drawn in project.markers.items()
        if drawn.markers
    }
    return project.with_(markers=markers)


def tree(folder: Path) -> dict[str, bytes]:
    """All files of a folder except the lock, by relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def leftovers(folder: Path) -> Iterator[str]:
    """Files that only a killed save may leave."""
    return (name for name in tree(folder) if "/." in f"/{name}")


# Any project

NAMES = st.from_regex(r"\A[a-z0-9_][a-z0-9_.-]{0,30}\Z")
WHOLE = st.integers(0, 10_000_000)
COORDINATE = st.floats(-1e7, 1e7)
POINT = st.tuples(COORDINATE, COORDINATE)
RADIUS = st.floats(0, 10_000)
CLASS = st.none() | st.integers(0, 254)
USE = st.sampled_from(["both", "kernels", "normalisation"])
COLOUR = st.from_regex(r"\A#[0-9a-fA-F]{6}\Z")


def markers_with_id(marker_id: int) -> st.SearchStrategy[Marker]:
    same = {"id": st.just(marker_id), "class_id": CLASS, "use": USE}
    runs = st.lists(st.tuples(WHOLE, WHOLE, st.integers(1, 10_000_000)), min_size=1, max_size=3)
    return st.one_of(
        st.builds(Disk, **same, center=POINT, radius=RADIUS),
        st.builds(
            Stroke,
            **same,
            points=st.lists(POINT, min_size=1, max_size=3).map(tuple),
            radius=RADIUS,
        ),
        st.builds(Pixels, **same, runs=runs.map(tuple)),
    )


@st.composite
def image_markers(draw: st.DrawFn) -> ImageMarkers:
    ids = draw(st.lists(st.integers(1, 10**12), max_size=4, unique=True))
    next_id = draw(st.integers(max(ids, default=0) + 1, 10**13))
    return ImageMarkers(
        next_id=next_id, markers=tuple(draw(markers_with_id(marker_id)) for marker_id in ids)
    )


def entries(name: str) -> st.SearchStrategy[ImageEntry]:
    path = st.text(min_size=1, max_size=30)
    side = st.integers(1, 10**6)
    return st.builds(
        ImageEntry,
        id=st.just(name),
        path=path,
        absolute=st.none() | path,
        sha256=st.integers(0, 2**256 - 1).map("{:064x}".format),
        size=st.integers(0, 2**60),
        shape=st.tuples(side, side, side),
        dtype=st.sampled_from(["uint8", "uint16", "float32"]),
        role=st.sampled_from(["train", "validation", "test"]),
        mask=st.none() | path,
        label=st.none() | st.integers(0, 254),
    )


ARCHITECTURES = st.builds(
    Architecture,
    blocks=st.lists(
        st.builds(
            Block,
            kernel_size=st.sampled_from([1, 3, 5]),
            kernels=st.none() | st.integers(1, 1000),
            reduction=st.sampled_from(["pca", "pca-global", "kmeans", "none"]),
            pooling=st.builds(Pooling, size=st.integers(1, 9), stride=st.integers(1, 3)),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    stdev_factor=st.floats(1e-9, 10),
    restarts=st.integers(1, 100),
    selection=st.sampled_from(["none", "fisher", "auc"]),
    class_shares=st.sampled_from(
        [(), (ClassShare(class_id=0, share=0.5), ClassShare(class_id=3, share=2.0))]
    ),
)
CLASSES = st.lists(
    st.builds(
        ClassEntry, id=st.integers(0, 254), name=st.text(min_size=1, max_size=20), colour=COLOUR
    ),
    max_size=4,
    unique_by=lambda item: item.id,
).map(tuple)
BLOCK = st.none() | st.integers(1, 9)
SCALE = st.sampled_from(["image", "training"])
WEIGHT = st.floats(-1e6, 1e6)
WEIGHTS = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.tuples(*[WEIGHT] * n), min_size=1, max_size=3).map(tuple)
)
DECODERS = st.one_of(
    st.builds(
        DecoderChoice,
        id=st.sampled_from(["lm", "mb"]),
        block=BLOCK,
        fused=st.lists(st.integers(1, 9), unique=True, max_size=3).map(tuple),
        scale=SCALE,
    ),
    st.builds(DecoderChoice, id=st.just("manual"), block=BLOCK, weights=WEIGHTS, scale=SCALE),
    st.builds(
        lambda rows, **more: DecoderChoice(
            id="bp", weights=rows, bias=tuple(row[0] for row in rows), **more
        ),
        WEIGHTS,
        block=BLOCK,
    ),
)
DELINEATIONS = st.builds(
    Delineation,
    threshold=st.sampled_from(["auto", "otsu"]) | st.floats(0, 1),
    area=st.none()
    | st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)).map(sorted).map(tuple),
    drop_border=st.booleans(),
    fill_holes=st.booleans(),
    method=st.sampled_from(
        [
            *("auto", "none", "watershed", "random-walker", "dynamic-trees"),
            *("saliency-walker", "contrast"),
        ]
    ),
    erosion=st.integers(0, 999),
    dilation=st.integers(0, 999),
    split=st.sampled_from(
        [None, "auto", Splitting(radius=0.5), Splitting(radius=1e4, smallest=10**9, depth=0)]
    ),
)
KERNEL_EDITS = st.lists(
    st.builds(
        KernelEdit,
        block=st.integers(1, 50),
        action=st.sampled_from(["delete", "invert"]),
        kernel=st.one_of(
            st.builds(
                ClusterIdentity,
                image=NAMES,
                marker=st.integers(1, 10**9),
                cluster=st.integers(0, 2**63 - 1),
            ),
            st.builds(ComponentIdentity, class_id=CLASS, component=st.integers(0, 2**63 - 1)),
        ),
        weights=st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=4).map(tuple),
    ),
    max_size=3,
).map(tuple)
SEEDS = st.integers(0, 2**63 - 1)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    names = draw(st.lists(NAMES, max_size=3, unique=True))
    marked = draw(st.sets(st.sampled_from(names))) if names else set()
    return Project(
        classes=draw(CLASSES),
        images=tuple(draw(entries(name)) for name in names),
        markers={name: draw(image_markers()) for name in sorted(marked)},
        architecture=draw(ARCHITECTURES),
        decoder=draw(DECODERS),
        delineation=draw(DELINEATIONS),
        kernel_edits=draw(KERNEL_EDITS),
        seed=draw(SEEDS),
    )


@st.composite
def fitting_edits(draw: st.DrawFn, project: Project) -> SingleEdit:
    """An edit that can be applied to a project."""
    names = [image.id for image in project.images]
    marked = [name for name in names if project.markers_of(name).markers]
    fresh = NAMES.filter(lambda name: name not in names)
    added = fresh.flatmap(entries)
    place = st.integers(0, len(names))
    choices: list[st.SearchStrategy[SingleEdit]] = [
        st.builds(SetClasses, classes=CLASSES),
        st.builds(SetArchitecture, architecture=ARCHITECTURES),
        st.builds(SetDecoder, decoder=DECODERS),
        st.builds(SetDelineation, delineation=DELINEATIONS),
        st.builds(SetKernelEdits, kernel_edits=KERNEL_EDITS),
        st.builds(SetSeed, seed=SEEDS),
        st.builds(AddImage, index=place, entry=added, markers=st.none() | image_markers()),
    ]
    if names:
        name = draw(st.sampled_from(names))
        before, content = project.markers_of(name), project.image(name).sha256
        choices += [
            st.builds(RemoveImage, image=st.just(name)),
            entries(name).map(lambda image: ReplaceImage(entry=image.with_(sha256=content))),
            st.builds(
                AddMarker,
                image=st.just(name),
                index=st.integers(0, len(before.markers)),
                marker=markers_with_id(before.next_id),
            ),
        ]
    if marked:
        drawn_on = draw(st.sampled_from(marked))
        marker_id = draw(st.sampled_from(ids(project, drawn_on)))
        changed = markers_with_id(marker_id)
        choices += [
            st.just(RemoveMarker(image=drawn_on, marker=marker_id)),
            st.builds(ReplaceMarker, image=st.just(drawn_on), marker=changed),
        ]
    return draw(st.one_of(choices))


def inverse(project: Project, edit: Edit) -> Edit:
    """The edit that undoes another one."""
    return apply_with_inverse(project, edit)[1]
