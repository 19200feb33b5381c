"""Pairing by stem, and by the suffixes after it."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import InputError
from flimbuilder.exchange.pairing import (
    MARKER_SUFFIXES,
    MASK_SUFFIXES,
    Pairing,
    pair_by_stem,
    pair_slices,
    parse_suffixes,
    separate_companions,
)


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


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a_mask.png", "_mask"),  # as `predict` writes it
        ("a_label.png", "_label"),
        ("a_labels.tif", "_labels"),
        ("a_cp_masks.png", "_cp_masks"),  # of Cellpose
        ("a-mask.png", "-mask"),
        ("a_Mask.PNG", "_Mask"),
        ("a.mask.png", ".mask"),
        ("a mask.png", " mask"),
        ("a_seg.nii.gz", "_seg"),
        ("a_GT.png", "_GT"),
    ],
)
def test_known_suffixes_of_masks(name: str, suffix: str) -> None:
    pairing = pair_by_stem(paths("a.png", "b.png"), paths(name), MASK_SUFFIXES)
    assert pairing.pairs == ((Path("a.png"), Path(name)),)
    assert pairing.notes == (f"paired by a suffix of the name: 1 file by '{suffix}'",)
    assert pair_by_stem(paths("a.png"), paths(name), MARKER_SUFFIXES).pairs == ()


def test_one_note_counts_the_suffixes() -> None:
    images = paths(*(f"{stem}.png" for stem in "abcd"))
    files = paths("a_mask.png", "b.png", "c_gt.png", "d_mask.png")
    assert pair_by_stem(images, files, MASK_SUFFIXES).notes == (
        "paired by a suffix of the name: 2 files by '_mask', 1 file by '_gt'",
    )
    assert pair_by_stem(images, paths("a-seeds.txt")).notes == ()


def test_a_suffix_is_not_a_part_of_a_word() -> None:
    pairing = pair_by_stem(
        paths("a.png", "unm.png"), paths("amask.png", "unmask.png"), MASK_SUFFIXES
    )
    assert pairing.pairs == ()
    assert pair_by_stem(paths("a.png"), paths("_mask.png"), MASK_SUFFIXES).pairs == ()


def test_images_whose_names_end_in_a_suffix() -> None:
    """Exact names decide if every image has a file; otherwise the file may be of either."""
    images = paths("a.png", "a_gt.png")
    both = pair_by_stem(images, paths("m/a_gt.png", "m/a.png"), MASK_SUFFIXES)
    assert both.pairs == (
        (Path("a.png"), Path("m/a.png")),
        (Path("a_gt.png"), Path("m/a_gt.png")),
    )
    with pytest.raises(InputError, match=r"a_gt\.png fits two images: a\.png and a_gt\.png"):
        pair_by_stem(images, paths("m/a_gt.png"), MASK_SUFFIXES)


def test_names_are_paired_by_canonical_unicode() -> None:
    """macOS decomposes accents in names, other systems keep them composed."""
    composed, decomposed = (unicodedata.normalize(form, "\u00e9\uac00") for form in ("NFC", "NFD"))
    assert composed != decomposed
    for image, file in ((composed, decomposed), (decomposed, composed)):
        pairing = pair_by_stem(paths(f"{image}.png"), paths(f"{file}-seeds.txt"))
        assert pairing.pairs == ((Path(f"{image}.png"), Path(f"{file}-seeds.txt")),)
    with pytest.raises(InputError, match="has two files"):
        pair_by_stem(paths("\u00e9.png"), paths("\u00e9.txt", "e\u0301.txt"))


def test_one_mask_for_all_slices_of_a_stack() -> None:
    stack, alone = Path("scan.nii.gz"), Path("b.png")
    images = {Path(f"scan_z000{z}.nii.gz"): stack for z in range(3)} | {alone: alone}
    files = paths("scan_seg.nii.gz", "scan_z0001_seg.png", "b_mask.png", "c_mask.png")
    pairing = pair_slices(images, files, MASK_SUFFIXES)
    assert [file.name for _, file in pairing.pairs] == [
        "scan_seg.nii.gz", "scan_z0001_seg.png", "scan_seg.nii.gz", "b_mask.png"
    ]  # fmt: skip
    assert pairing.left_over == (Path("c_mask.png"),)
    assert pairing.notes == (
        "paired by a suffix of the name: 2 files by '_seg', 1 file by '_mask'",
    )


def test_images_and_masks_in_one_folder() -> None:
    files = paths("a.png", "a_cp_masks.png", "b.png", "b-seeds.txt", "c_mask.png", "a_x.png")
    images, companions = separate_companions(files)
    assert images == paths("a.png", "b.png", "c_mask.png", "a_x.png")
    assert companions == paths("a_cp_masks.png", "b-seeds.txt")
    assert separate_companions(files, ["_x"])[1] == paths("a_x.png")


def test_suffixes_of_the_user() -> None:
    assert parse_suffixes(["_x", "e\u0301"]) == ("_x", "\u00e9")


@pytest.mark.parametrize(
    ("suffix", "words"),
    [
        ("", "give 1 to 100 characters"),
        (" ", "give 1 to 100 characters"),
        ("_" * 4000, "give 1 to 100 characters"),
        ("m/_mask", "give 1 to 100 characters"),
        ("_mask.png", "leave out '.png'"),
        ("_mask.json", "leave out '.json'"),
    ],
)
def test_invalid_suffixes(suffix: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_suffixes([suffix])
    assert words in str(caught.value)
    assert len(str(caught.value)) < 300


def test_long_names_give_short_messages() -> None:
    with pytest.raises(InputError, match=r"x\.png has two files: \.\.\.x+\.txt and") as caught:
        pair_by_stem(
            paths("x" * 4000 + ".png"), paths("x" * 4000 + ".txt", "x" * 4000 + "-seeds.txt")
        )
    assert len(str(caught.value)) < 300


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
