"""The values of a project."""

import pytest
from pydantic import ValidationError

from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.project.project import ImageEntry, Project, canonical_class_name
from flimbuilder.project.values import describe

BAD = {
    "block twice": ({"fused": [2, 3, 2]}, "fused: [2, 3, 2] names a block twice"),
    "block of 0": ({"fused": [0, 1]}, "fused.0: Input should be greater than or equal to 1"),
    "fused manual": (
        {"id": "manual", "fused": [1, 2]}, "fused: decoder 'manual' decodes one block"
    ),
    "weights of lm": (
        {"id": "lm", "weights": [[1.0]]}, "weights: decoder 'lm' has none; leave them out"
    ),
    "bias of manual": (
        {"id": "manual", "weights": [[1.0]], "bias": [1.0]}, "bias: decoder 'manual' has none"
    ),
    "uneven rows": ({"id": "bp", "weights": [[1, 2], [3]]}, "rows differ in length"),
    "empty row": ({"id": "bp", "weights": [[]]}, "weights.0: "),
    "another bias": (
        {"id": "bp", "weights": [[1], [2]], "bias": [1]},
        "bias: has 1 values for 2 rows of weights",
    ),
    "not a number": ({"id": "bp", "weights": [[float("nan")]]}, "weights.0.0: "),
    "scale of ml": ({"id": "ml", "scale": "training"}, "scale: decoder 'ml' gives a probability"),
    "unknown scale": ({"id": "lm", "scale": "photo"}, "scale: Input should be 'image' or"),
    "numbers of the image's scale": (
        {"id": "lm", "block": 1, "scales": [{"maxima": [1], "levels": [1]}]},
        "scales: has 1 for 1 blocks and the scale 'image'; leave them out",
    ),
    "numbers of other blocks": (
        {"id": "lm", "scale": "training", "scales": [{"maxima": [1], "levels": [1]}]},
        "scales: has 1 for 0 blocks",
    ),
    "negative level": (
        {
            "id": "lm", "block": 1, "scale": "training",
            "scales": [{"maxima": [1], "levels": [-1]}],
        },
        "scales.0.levels.0: Input should be greater than or equal to 0",
    ),
    "beyond float32": ({"id": "bp", "weights": [[1e300]]}, "weights.0.0: "),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_invalid_decoder_choices(name: str) -> None:
    fields, reason = BAD[name]
    with pytest.raises(ValidationError) as raised:
        DecoderChoice.model_validate(fields)
    assert reason in describe(raised.value)


def test_the_blocks_of_a_choice() -> None:
    assert DecoderChoice().blocks == ()
    assert DecoderChoice(block=2).blocks == (2,)
    assert DecoderChoice(block=2, fused=(3, 1)).blocks == (3, 1)


def test_optional_fields_of_a_choice_may_be_missing() -> None:
    assert DecoderChoice.model_validate_json('{"id": "mb", "block": 1}') == DecoderChoice(
        id="mb", block=1, weights=(), bias=(), fused=()
    )


def test_the_default_scale_is_not_written() -> None:
    assert "scale" not in DecoderChoice(id="lm").model_dump_json()
    absolute = DecoderChoice(id="lm", scale="training")
    assert absolute.is_absolute
    assert absolute.model_dump(mode="json")["scale"] == "training"
    assert DecoderChoice.model_validate_json(absolute.model_dump_json()) == absolute


def test_an_image_is_found_by_id_name_path_or_unique_stem() -> None:
    paths = {"a-1": "x/a.png", "b-1": "x/b.png", "b-2": "y/b.tif"}
    entries = [
        ImageEntry(id=name, path=path, sha256="0" * 64, size=1, shape=(2, 2, 3), dtype="uint8")
        for name, path in paths.items()
    ]
    project = Project.model_construct(images=tuple(entries))
    wanted = {
        "a-1": "a-1", "a.png": "a-1", "x/a.png": "a-1", "a": "a-1", "b.tif": "b-2",
        "b": None, "A": None, "": None,
    }  # fmt: skip
    for given, image in wanted.items():
        found = project.find_image(given)
        assert (None if found is None else found.id) == image


class TestClassNames:
    @pytest.mark.parametrize(
        ("name", "other"),
        [
            ("egg", "Egg"),
            ("egg", "egg "),
            ("egg", "\tEGG\n"),
            ("\u00d6z", "o\u0308z"),  # a composed and a decomposed umlaut
            ("stra\u00dfe", "STRASSE"),
            ("\u0390", "\u03b9\u0308\u0301"),  # casefold decomposes it
        ],
    )
    def test_names_that_are_the_same(self, name: str, other: str) -> None:
        assert canonical_class_name(name) == canonical_class_name(other)

    def test_names_that_differ(self) -> None:
        assert canonical_class_name("egg") != canonical_class_name("eggs")
