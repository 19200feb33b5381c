"""``arch.json`` files: the public file by hand, invalid files, and round trips."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flimbuilder.errors import ArchitectureError, SaveError
from flimbuilder.exchange.arch_json import (
    UNLIMITED,
    ArchImport,
    load_architecture,
    read_arch_json,
    write_arch_json,
)
from flimbuilder.project.architecture import DEFAULT_ARCHITECTURE, Architecture, Block, Pooling
from flimbuilder.project.class_shares import ClassShare

STANDARDISE = DEFAULT_ARCHITECTURE.standardise  # which the format does not keep

# tmp_path is shared by the examples of one test; each example writes its file anew.
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def layer(**changes: Any) -> dict[str, Any]:
    conv = {
        "kernel_size": [5, 5, 0],
        "dilation_rate": [2, 2, 0],
        "nkernels_per_marker": 3,
        "nkernels_per_image": 1000,
        "noutput_channels": 8,
    }
    pooling = {"type": "max_pool", "size": [3, 3, 0], "stride": 2}
    return {"conv": conv, "relu": True, "pooling": pooling, **changes}


def arch(*layers: dict[str, Any], **changes: Any) -> dict[str, Any]:
    numbered = {
        f"layer{number}": part for number, part in enumerate(layers or (layer(),), start=1)
    }
    return {"nlayers": len(numbered), "stdev_factor": 0.05, **numbered, **changes}


def with_(part: str, **changes: Any) -> dict[str, Any]:
    """A layer with other keys in its ``conv`` or ``pooling``; None takes a key away."""
    changed = {**layer()[part], **changes}
    return layer(**{part: {key: value for key, value in changed.items() if value is not None}})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "arch.json"


def read(path: Path, document: object) -> ArchImport:
    path.write_text(json.dumps(document))
    return read_arch_json(path)


# The example of the package's documentation.
FLIM_PACKAGE: dict[str, Any] = {
    "type": "sequential",
    "layers": {
        "conv1": {
            "operation": "conv2d",
            "params": {
                "kernel_size": 5, "stride": 1, "padding": 2, "dilation": 1,
                "number_of_kernels_per_marker": 8,
            },
        },
        "activation": {"operation": "relu", "params": {"inplace": True}},
        "pool": {
            "operation": "max_pool2d",
            "params": {"kernel_size": 3, "stride": 4, "padding": 0},
        },
    },
}  # fmt: skip


class TestRead:
    def test_by_hand(self, file: Path) -> None:
        imported = read(file, arch())
        block = Block(
            kernel_size=5,
            dilation=2,
            kernels_per_marker=3,
            kernels=8,
            max_kernels_per_image=1000,
            pooling=Pooling(kind="max", size=3, stride=2),
        )
        assert imported.architecture == Architecture(
            blocks=(block,), stdev_factor=0.05, standardise=STANDARDISE
        )
        assert len(imported.notes) == 2
        assert "reduction kmeans" in imported.notes[0]
        assert imported.notes[1] == (
            f"the file does not say how images are standardised; default: {STANDARDISE}"
        )

    @pytest.mark.parametrize(
        ("name", "kind"), [("max_pool", "max"), ("avg_pool", "average"), ("min_pool", "min")]
    )
    def test_pooling(self, file: Path, name: str, kind: Any) -> None:
        (block,) = read(file, arch(with_("pooling", type=name))).architecture.blocks
        assert block.pooling == Pooling(kind=kind, size=3, stride=2)

    @pytest.mark.parametrize(
        "rest", [{}, {"size": [0, 0, 0], "stride": 0}, {"size": [3, 3, 0], "stride": 2}]
    )
    def test_without_pooling_its_size_and_stride_mean_nothing(
        self, file: Path, rest: dict[str, Any]
    ) -> None:
        imported = read(file, arch(layer(pooling={"type": "no_pool", **rest})))
        assert imported.architecture.blocks[0].pooling == Pooling(kind="none")

    def test_without_activation(self, file: Path) -> None:
        assert read(file, arch(layer(relu=False))).architecture.blocks[0].activation == "none"

    def test_a_million_means_no_limit(self, file: Path) -> None:
        most = with_("conv", noutput_channels=UNLIMITED, nkernels_per_image=UNLIMITED)
        (block,) = read(file, arch(most)).architecture.blocks
        assert (block.kernels, block.max_kernels_per_image) == (None, None)

    def test_a_third_dimension_of_one_is_none(self, file: Path) -> None:
        (block,) = read(file, arch(with_("conv", kernel_size=[3, 3, 1]))).architecture.blocks
        assert block.kernel_size == 3

    def test_unknown_keys_are_noted(self, file: Path) -> None:
        imported = read(
            file, arch({**with_("conv", groups=2), "bias": 1}, comment="hi", layer01={})
        )
        assert imported.notes[1:-1] == (
            "ignored keys: comment, layer01, layer1.bias, layer1.conv.groups",
        )

    def test_byte_order_mark(self, file: Path) -> None:
        file.write_text("\ufeff" + json.dumps(arch()), encoding="utf-8")
        assert read_arch_json(file).architecture.stdev_factor == 0.05

    def test_the_real_one(self, shared_data: Path) -> None:
        imported = read_arch_json(shared_data / "parasites" / "arch.json").architecture
        assert [
            (block.dilation, block.kernels, block.pooling.kind, block.pooling.size)
            for block in imported.blocks
        ] == [(3, 12, "max", 3), (5, 10, "average", 3), (7, 8, "max", 5), (7, 8, "max", 5)]
        for block in imported.blocks:
            assert (block.kernel_size, block.kernels_per_marker, block.stride) == (3, 5, 1)
            assert (block.max_kernels_per_image, block.activation) == (100_000, "relu")
        assert imported.stdev_factor == 0.01


class TestRefuse:
    @pytest.mark.parametrize(
        ("document", "words"),
        [
            (arch(with_("conv", kernel_size=None)), ["layer1.conv.kernel_size", "required"]),
            (arch(layer(), with_("conv", dilation_rate=None)), ["layer2.conv.dilation_rate"]),
            (arch(with_("conv", kernel_size=[4, 4, 0])), ["layer1.conv.kernel_size", "4 is even"]),
            (arch(with_("conv", kernel_size=[-3, -3, 0])), ["conv.kernel_size", "-3"]),
            (arch(with_("conv", kernel_size=[1001, 1001, 0])), ["999", "1001"]),
            (arch(with_("conv", kernel_size=[3, 5, 0])), ["conv.kernel_size", "not square"]),
            (arch(with_("conv", kernel_size=[3, 3, 3])), ["conv.kernel_size", "three dimensions"]),
            (arch(with_("conv", kernel_size=[3, 3])), ["conv.kernel_size", "[side, side, 0]"]),
            (arch(with_("conv", kernel_size=3)), ["conv.kernel_size", "given: 3"]),
            (arch(with_("conv", kernel_size=["3", "3", 0])), ["conv.kernel_size", "integer"]),
            (arch(with_("conv", dilation_rate=[0, 0, 0])), ["conv.dilation_rate", "given"]),
            (arch(with_("conv", noutput_channels=-8)), ["conv.noutput_channels", "-8"]),
            (arch(with_("conv", noutput_channels=8.5)), ["conv.noutput_channels", "8.5"]),
            (arch(with_("conv", nkernels_per_marker=0)), ["conv.nkernels_per_marker", "0"]),
            (arch(with_("conv", nkernels_per_image=True)), ["nkernels_per_image", "True"]),
            (arch(with_("pooling", type="sum_pool")), ["layer1.pooling.type", "sum_pool"]),
            (arch(with_("pooling", stride=0)), ["layer1.pooling.stride", "given: 0"]),
            (arch(with_("pooling", size=[3, 2, 0])), ["layer1.pooling.size", "not square"]),
            (arch(with_("pooling", size=None)), ["layer1.pooling.size", "required"]),
            (arch(layer(relu=1)), ["layer1.relu", "given: 1"]),
            (arch(layer(conv=[])), ["layer1.conv", "given: []"]),
            (arch(layer(), layer1=7), ["layer1", "given: 7"]),
            (arch(nlayers=2), ["nlayers: 2", "no layer2"]),
            (arch(layer(), layer(), nlayers=1), ["nlayers: 1", "a layer2"]),
            (arch(nlayers=0), ["nlayers", "given: 0"]),
            (arch(nlayers=51), ["nlayers", "50", "51"]),
            (arch(nlayers="1"), ["nlayers", "'1'"]),
            (arch(stdev_factor=-0.1), ["stdev_factor", "-0.1"]),
            (arch(stdev_factor=float("nan")), ["stdev_factor", "nan"]),
            (arch(stdev_factor=10**400), ["stdev_factor"]),
            (arch(apply_intrinsic_atrous=True), ["apply_intrinsic_atrous", "set it to false"]),
            ({}, ["nlayers", "required", "not an architecture"]),
            ({"nlayers": 1, "layer1": layer()}, ["layer1 but no stdev_factor", "add", "0.01"]),
            ({"layer1": layer(), "layer2": layer()}, ["no nlayers and no std", '"nlayers": 2,']),
            ({"features": FLIM_PACKAGE}, ["of the Python package flim", "is not supported"]),
            (FLIM_PACKAGE, ["of the Python package flim"]),
            (FLIM_PACKAGE["layers"], ["of the Python package flim"]),
            ({"format": "flimbuilder-model"}, ["is a model of flimbuilder", "--to arch-json"]),
            ({"architecture": {}, "images": []}, ["is a project of flimbuilder", "PROJECT arch"]),
            ([], ["given: []"]),
            ("layer1", ["given: 'layer1'"]),
        ],
    )
    def test_one_line_with_file_place_and_value(
        self, file: Path, document: object, words: list[str]
    ) -> None:
        with pytest.raises(ArchitectureError) as caught:
            read(file, document)
        check_line(str(caught.value), file)
        for word in words:
            assert word in str(caught.value)

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", ["not JSON", "line 1"]),
            (b'{"nlayers": 1,\n', ["not JSON", "line 2"]),
            (b"\x89PNG\r\n\x1a\n", ["0x89", "not UTF-8"]),
            (b"[" * 100_000, ["nested too deeply"]),
            (b'{"a":' * 100_000, ["nested too deeply"]),
            (b"9" * 5000, ["not JSON"]),
        ],
    )
    @pytest.mark.parametrize("reader", [read_arch_json, load_architecture])
    def test_what_is_no_json(
        self, file: Path, content: bytes, words: list[str], reader: Any
    ) -> None:
        file.write_bytes(content)
        with pytest.raises(ArchitectureError) as caught:
            reader(file)
        check_line(str(caught.value), file)
        for word in words:
            assert word in str(caught.value)

    @pytest.mark.parametrize("depth", range(800, 1001, 20))
    def test_nesting_near_the_limit_of_the_parser(self, file: Path, depth: int) -> None:
        deep = "[" * depth + "]" * depth
        file.write_text(json.dumps(arch(with_("conv", kernel_size="?"))).replace('"?"', deep))
        with pytest.raises(ArchitectureError):
            read_arch_json(file)

    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(ArchitectureError, match=r"can't read .*: No such file"):
            load_architecture(tmp_path / "arch.json")


def check_line(text: str, file: Path) -> None:
    assert text.startswith(f"{file}: ")
    assert text.isprintable()


junk = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


class TestAnything:
    @QUICK
    @given(st.binary(max_size=60) | st.text('{}[]":,0123456789.eE-+ntf\n', max_size=40))
    def test_any_bytes_give_a_value_or_our_error(self, file: Path, content: bytes | str) -> None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        check_outcome(file)

    @QUICK
    @given(junk)
    def test_any_json(self, file: Path, document: object) -> None:
        file.write_text(json.dumps(document))
        check_outcome(file)

    @QUICK
    @given(st.data())
    def test_a_good_file_with_one_place_spoilt(self, file: Path, data: st.DataObject) -> None:
        document = arch(layer(), layer())
        place: Any = document
        while True:
            key = data.draw(
                st.sampled_from(list(range(len(place)) if isinstance(place, list) else place))
            )
            if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
                break
            place = place[key]
        place[key] = data.draw(junk)
        file.write_text(json.dumps(document))
        check_outcome(file)


def check_outcome(file: Path) -> None:
    for reader in (read_arch_json, load_architecture):
        try:
            imported = reader(file)
        except ArchitectureError as error:
            check_line(str(error), file)
        else:
            assert all(note.isprintable() for note in imported.notes)


counts = st.integers(1, 5000)
kept_blocks = st.builds(
    Block,
    kernel_size=st.integers(0, 20).map(lambda half: 2 * half + 1),
    dilation=st.integers(1, 50),
    kernels_per_marker=counts,
    kernels=st.none() | counts,
    max_kernels_per_image=st.none() | counts,
    activation=st.sampled_from(["relu", "none"]),
    pooling=st.builds(
        Pooling,
        kind=st.sampled_from(["max", "average", "min"]),
        size=st.integers(1, 30),
        stride=st.integers(1, 9),
    )
    | st.just(Pooling(kind="none")),
)
kept = st.builds(
    Architecture,
    blocks=st.lists(kept_blocks, min_size=1, max_size=4).map(tuple),
    stdev_factor=st.floats(1e-6, 10),
    standardise=st.just(STANDARDISE),
)


class TestWrite:
    def test_by_hand(self, file: Path) -> None:
        block = Block(kernel_size=5, dilation=2, kernels=8, pooling=Pooling(kind="min", size=2))
        architecture = Architecture(blocks=(block,), standardise=STANDARDISE)
        assert write_arch_json(file, architecture) == ()
        assert json.loads(file.read_text()) == {
            "stdev_factor": 0.01,
            "nlayers": 1,
            "apply_intrinsic_atrous": False,
            "layer1": {
                "conv": {
                    "kernel_size": [5, 5, 0],
                    "nkernels_per_marker": 5,
                    "dilation_rate": [2, 2, 0],
                    "nkernels_per_image": 1_000_000,
                    "noutput_channels": 8,
                },
                "relu": True,
                "pooling": {"type": "min_pool", "size": [2, 2, 0], "stride": 1},
            },
        }

    @QUICK
    @given(kept)
    def test_there_and_back(self, file: Path, architecture: Architecture) -> None:
        assert write_arch_json(file, architecture) == ()
        assert read_arch_json(file).architecture == architecture
        assert load_architecture(file) == read_arch_json(file)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"reduction": "pca", "kernels": 4}, ["block 2", "reduction 'pca'", "'kmeans'"]),
            ({"representative": "medoid"}, ["representative 'medoid'", "'centre'"]),
            ({"normalisation": "channel"}, ["normalisation 'channel'", "'patch'"]),
            ({"unit_norm": False}, ["unit_norm False", "True"]),
            ({"activation": "leaky"}, ["activation 'leaky'", "'relu'"]),
        ],
    )
    def test_what_a_block_loses_is_told(
        self, file: Path, change: dict[str, Any], words: list[str]
    ) -> None:
        blocks = (Block(), Block().with_(**change))
        architecture = Architecture(blocks=blocks, standardise=STANDARDISE)
        (note,) = write_arch_json(file, architecture)
        for word in words:
            assert word in note

    def test_what_the_architecture_loses_is_told(self, file: Path) -> None:
        architecture = Architecture(
            blocks=(Block(),),
            colour_space="grey",
            standardise="none",
            estimator="bofp",
            class_shares=(ClassShare(class_id=1, share=2.0),),
        )
        notes = write_arch_json(file, architecture)
        lost = ["colour_space", "standardise", "estimator", "the"]
        assert [note.split()[0] for note in notes] == lost
        assert notes[1] == f"standardise 'none' is lost: it will read back as {STANDARDISE!r}"

    @pytest.mark.parametrize(
        "block",
        [
            Block(pooling=Pooling(kind="none", size=7, stride=3)),
            Block(kernels=5, reduction="none"),
            Block(reduction="kmeans"),
        ],
    )
    def test_what_has_no_effect_is_no_loss(self, file: Path, block: Block) -> None:
        architecture = Architecture(blocks=(block,), standardise=STANDARDISE)
        assert write_arch_json(file, architecture) == ()

    def test_a_failed_write_leaves_the_old_file(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file.write_text("old")

        def full(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(SaveError, match="No space left"):
            write_arch_json(file, Architecture(blocks=(Block(),)))
        assert file.read_text() == "old"
        assert list(file.parent.iterdir()) == [file]


class TestLoad:
    @QUICK
    @given(kept)
    def test_our_own_file(self, file: Path, architecture: Architecture) -> None:
        file.write_text(architecture.model_dump_json())
        assert load_architecture(file) == ArchImport(architecture)

    def test_our_own_file_with_a_fault(self, file: Path) -> None:
        file.write_text('{"blocks": [{"kernel_size": 4}], "na\\nme": 1}')
        with pytest.raises(
            ArchitectureError, match=r"blocks\.0\.kernel_size: 4 is even"
        ) as caught:
            load_architecture(file)
        check_line(str(caught.value), file)
