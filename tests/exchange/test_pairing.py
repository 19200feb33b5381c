"""Pairing by exact stem."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import InputError
from flimbuilder.exchange.pairing import Pairing, pair_by_stem


def paths(*names: str) -> list[Path]:
    return [Path(name) for name in names]


def test_exact_stems_with_and_without_the_suffix() -> None:
    pairing = pair_by_stem(
        paths("i/a.png", "i/b.tif", "i/c.png"), paths("m/c.txt", "m/a-seeds.txt", "m/d-seeds.txt")
    )
    assert pairing == Pairing(
        pairs=(
            (Path("i/a.png"), Path("m/a-seeds.txt")),
            (Path("i/c.png"), Path("m/c.txt")),
        ),
        unpaired=(Path("i/b.tif"),),
        left_over=(Path("m/d-seeds.txt"),),
    )


def test_img1_never_takes_the_seeds_of_img10() -> None:
    pairing = pair_by_stem(paths("img1.png"), paths("img10-seeds.txt"))
    assert pairing == Pairing((), (Path("img1.png"),), (Path("img10-seeds.txt"),))
    both = pair_by_stem(paths("img1.png", "img10.png"), paths("img10-seeds.txt", "img1-seeds.txt"))
    assert both.pairs == (
        (Path("img1.png"), Path("img1-seeds.txt")),
        (Path("img10.png"), Path("img10-seeds.txt")),
    )


def test_only_the_last_extension_goes_and_case_counts() -> None:
    pairing = pair_by_stem(paths("a.1.png", "B.png"), paths("a.2-seeds.txt", "b-seeds.txt"))
    assert pairing.pairs == ()
    assert pair_by_stem(paths("a.1.png"), paths("a.1-seeds.txt")).left_over == ()


def test_only_the_last_suffix_goes() -> None:
    images = paths("a.png", "a-seeds-2.png")
    pairing = pair_by_stem(images, paths("a-seeds-2-seeds.txt"))
    assert pairing.unpaired == (Path("a.png"),)


def test_other_suffixes() -> None:
    images, masks = paths("a.png"), paths("a_mask.png")
    assert pair_by_stem(images, masks).pairs == ()
    assert len(pair_by_stem(images, masks, suffixes=("_mask",)).pairs) == 1
    assert pair_by_stem(images, paths("a-seeds.txt"), suffixes=()).pairs == ()


@pytest.mark.parametrize(
    ("images", "files", "words"),
    [
        (["a.png"], ["a.txt", "a-seeds.txt"], ["a.png has two files", "a.txt and a-seeds.txt"]),
        (["a.png", "a.jpg"], ["a-seeds.txt"], ["a-seeds.txt fits two", "a.png and a.jpg"]),
        (["a.png", "a-seeds.png"], ["a-seeds.txt"], ["fits two images", "a-seeds.png"]),
        (["x/a.png", "y/a.png"], ["a-seeds.txt"], ["x/a.png and y/a.png", "rename"]),
    ],
)
def test_ambiguity_is_refused(images: list[str], files: list[str], words: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        pair_by_stem(paths(*images), paths(*files))
    for word in words:
        assert word.replace("/", str(Path("/"))[-1]) in str(caught.value)


def test_two_images_of_a_stem_are_allowed_without_a_file() -> None:
    assert pair_by_stem(paths("a.png", "a.jpg"), []).unpaired == (Path("a.png"), Path("a.jpg"))


stems = st.text("a1-", min_size=1, max_size=3).filter(lambda text: not text.endswith("-"))


@settings(max_examples=60, deadline=None)
@given(st.sets(stems, max_size=6), st.sets(stems, max_size=6))
def test_nothing_is_lost_and_only_equal_stems_meet(images: set[str], marked: set[str]) -> None:
    image_files = paths(*(f"{stem}.png" for stem in sorted(images)))
    marker_files = paths(*(f"{stem}-seeds.txt" for stem in sorted(marked)))
    pairing = pair_by_stem(image_files, marker_files)
    assert {image.stem for image, _ in pairing.pairs} == images & marked
    assert all(f"{image.stem}-seeds" == file.stem for image, file in pairing.pairs)
    assert sorted([*pairing.unpaired, *(image for image, _ in pairing.pairs)]) == sorted(
        image_files
    )
    assert sorted([*pairing.left_over, *(file for _, file in pairing.pairs)]) == sorted(
        marker_files
    )


def test_the_real_folders(shared_data: Path) -> None:
    folder = shared_data / "parasites"
    images = sorted((folder / "images").iterdir())
    markers = pair_by_stem(images, sorted((folder / "markers").iterdir()))
    labels = pair_by_stem(images, sorted((folder / "labels").iterdir()))
    assert (len(markers.pairs), len(markers.unpaired), markers.left_over) == (5, 5, ())
    assert (len(labels.pairs), labels.unpaired, labels.left_over) == (10, (), ())
