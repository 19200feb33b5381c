"""labelme files: by hand, invalid files, and round trips."""

import base64
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from flimbuilder.errors import MarkerError, SaveError
from flimbuilder.exchange import labelme
from flimbuilder.exchange.labelme import (
    ClassLabels,
    LabelmeImport,
    read_labelme,
    unique_labels,
    write_labelme,
)
from flimbuilder.imaging.orientation import Placement
from flimbuilder.project.markers import Disk, Marker, Pixels, Stroke
from flimbuilder.project.project import ClassEntry, default_class
from flimbuilder.project.rasterise import class_map
from tests.imaging.test_orientation import transposed

SIZE = (30, 40)
CLASSES = (default_class(0), default_class(1).with_(name="egg"))

# tmp_path is shared by the examples of one test; each example writes its file anew.
QUICK = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def a_shape(
    kind: str | None, points: list[list[float]], label: str = "egg", **others: Any
) -> dict[str, Any]:
    return {
        "label": label, "points": points, "shape_type": kind,
        "group_id": None, "description": "", "flags": {}, "mask": None, **others,
    }  # fmt: skip


def document(*shapes: Any, **others: Any) -> dict[str, Any]:
    return {
        "version": "5.5.0", "flags": {}, "shapes": list(shapes), "imagePath": "egg.png",
        "imageData": None, "imageHeight": SIZE[0], "imageWidth": SIZE[1], **others,
    }  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "egg.json"


def read(path: Path, content: object, **options: Any) -> LabelmeImport:
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_labelme(path, CLASSES, SIZE, **options)


def a_mask(array: list[list[int]]) -> str:
    png = imagecodecs.png_encode(np.array(array, np.uint8))
    return base64.b64encode(bytes(png)).decode()


class TestRead:
    def test_by_hand(self, path: Path) -> None:
        imported = read(
            path,
            document(
                a_shape("point", [[10.5, 4.5]]),
                a_shape("circle", [[10.5, 4.5], [13.5, 8.5]]),
                a_shape("line", [[0.5, 0.5], [2.5, 9]], "_background_"),
                a_shape("linestrip", [[1, 1], [2, 2], [3, 1]], "background"),
                a_shape("polygon", [[1.2, 1.9], [3.5, 1], [1, 3.7]]),
                a_shape(None, [[1.2, 1.9], [3.5, 1], [1, 3.7]]),
                a_shape("rectangle", [[39.5, 29.5], [38, 28.1]]),
                a_shape("oriented_rectangle", [[0, 0], [1, 0], [1, 1], [0, 1]]),
                a_shape("mask", [[5, 6], [6, 7]], mask=a_mask([[0, 255], [255, 0]])),
                a_shape("point", [[2.5, 2.5]], "__ignore__"),
            ),
            radius=2,
        )
        triangle = ((1, 1, 3), (2, 1, 2), (3, 1, 1))
        assert imported.markers == (
            Disk(id=1, class_id=1, center=(4, 10), radius=2),
            Disk(id=2, class_id=1, center=(4, 10), radius=5),
            Stroke(id=3, class_id=0, points=((0, 0), (8.5, 2)), radius=2),
            Stroke(id=4, class_id=0, points=((0.5, 0.5), (1.5, 1.5), (0.5, 2.5)), radius=2),
            Pixels(id=5, class_id=1, runs=triangle),
            Pixels(id=6, class_id=1, runs=triangle),
            Pixels(id=7, class_id=1, runs=((28, 38, 2), (29, 38, 2))),
            Pixels(id=8, class_id=1, runs=((0, 0, 2), (1, 0, 2))),
            Pixels(id=9, class_id=1, runs=((6, 6, 1), (7, 5, 1))),
            Disk(id=10, class_id=None, center=(2, 2), radius=2),
        )
        assert imported.classes == CLASSES
        assert imported.notes == ("points and lines have no radius; 2 pixels assumed",)

    def test_the_centre_of_a_pixel_marks_that_pixel(self, path: Path) -> None:
        imported = read(path, document(a_shape("point", [[10.5, 4.5]])), radius=0)
        assert np.argwhere(class_map(imported.markers, SIZE) == 1).tolist() == [[4, 10]]

    def test_new_labels_are_new_classes(self, path: Path) -> None:
        content = document(*(a_shape("point", [[1, 1]], label) for label in ("larva", "dirt")))
        imported = read(path, content)
        assert [(entry.id, entry.name) for entry in imported.classes] == [
            (0, "background"), (1, "egg"), (2, "larva"), (3, "dirt")
        ]  # fmt: skip
        assert [marker.class_id for marker in imported.markers] == [2, 3]

    def test_a_minimal_file(self, path: Path) -> None:
        assert read(path, {"shapes": []}) == LabelmeImport((), CLASSES)
        assert len(read(path, {"shapes": [{"label": "egg", "points": [[1, 1]] * 3}]}).markers) == 1

    def test_the_image_in_the_file_is_ignored(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(labelme, "MAX_TEXT", 1000)
        rubbish = json.dumps(document(a_shape("point", [[1, 1]]), imageData="%" * 5000))
        assert len(read(path, rubbish).markers) == 1
        with pytest.raises(MarkerError, match=r"bytes without the image; at most 1000"):
            read(path, document(imagedata="%" * 5000))

    def test_a_label_may_look_like_image_data(self, path: Path) -> None:
        label = 'the "imageData": "of" it'
        imported = read(path, document(a_shape("point", [[1, 1]], label)))
        assert imported.classes[-1].name == label

    def test_a_number_as_label(self, path: Path) -> None:
        imported = read(path, document(a_shape("point", [[1, 1]], 7)))  # type: ignore[arg-type]
        assert (imported.classes[-1].id, imported.classes[-1].name) == (2, "7")

    @pytest.mark.parametrize(
        ("labels", "names", "note"),
        [
            (["larva ", "larva"], ["larva"], "'larva ' taken as class 'larva'"),
            (["Larva", "larva", " LARVA"], ["Larva"], "'larva', ' LARVA' taken as class 'Larva'"),
            (["cafe\u0301", "caf\u00e9"], ["caf\u00e9"], None),
            (["EGG", "egg"], [], "'EGG' taken as class 'egg'"),
        ],
    )
    def test_spellings_of_a_class_are_brought_together(
        self, path: Path, labels: list[str], names: list[str], note: str | None
    ) -> None:
        imported = read(path, document(*(a_shape("point", [[1, 1]], label) for label in labels)))
        assert [entry.name for entry in imported.classes[len(CLASSES) :]] == names
        assert len({marker.class_id for marker in imported.markers}) == 1
        assert [text for text in imported.notes if "taken as" in text] == [note] * bool(note)

    def test_shapes_without_enough_points_are_ignored(self, path: Path) -> None:
        content = document(
            a_shape("circle", [[1, 1]]),
            a_shape("polygon", [[1, 1], [2, 2]], "dirt"),
            a_shape("point", None),  # type: ignore[arg-type]
            a_shape("point", [[1, 1]]),
        )
        imported = read(path, content, radius=0)
        assert len(imported.markers) == 1
        assert imported.classes == CLASSES
        assert imported.notes[0] == (
            "3 shapes with too few points ignored (shapes.0 is a circle of 1 point)"
        )

    def test_a_third_coordinate_is_ignored(self, path: Path) -> None:
        flat = [[20, 10], [30, 10], [30, 20]]
        imported = read(path, document(a_shape("polygon", [[*point, 7] for point in flat])))
        assert imported.markers == read(path, document(a_shape("polygon", flat))).markers
        assert imported.notes == ("the third coordinate of points ignored",)

    def test_a_rotation_of_x_anylabeling(self, path: Path) -> None:
        corners: list[list[float]] = [[5, 2], [9, 5], [7, 8], [3, 5]]
        turned = read(path, document(a_shape("rotation", corners, direction=0.6)))
        assert turned.markers == read(path, document(a_shape("polygon", corners))).markers

    def test_json_of_other_writers(self, path: Path) -> None:
        plain = read(path, document(a_shape("point", [[1, 1]], "\u5375")))
        text = path.read_text()
        for content in (
            text.encode("utf-8-sig"),
            json.dumps(json.loads(text), ensure_ascii=False).encode("utf-16"),
            text.replace('"flags": {}', '"flags": {}, "flags": {}').encode(),
            text.replace('"version"', '"score": NaN, "version"').encode(),
            text.replace('"imageHeight": 30', '"imageHeight": "30"').encode(),
            text.replace('"imageHeight": 30', '"imageHeight": 30.0').encode(),
        ):
            assert read(path, content) == plain

    def test_the_image_of_the_file_is_compared_by_unicode(self, tmp_path: Path) -> None:
        path = tmp_path / "caf\u00e9.json"
        imported = read(
            path, document(a_shape("circle", [[1, 1], [2, 2]]), imagePath="cafe\u0301.png")
        )
        assert imported.notes == ()

    def test_a_mask_with_a_palette_has_its_indices(self, path: Path) -> None:
        image = Image.fromarray(np.array([[0, 1], [1, 0]], np.uint8), "L")
        image.putpalette([255, 255, 255, 0, 0, 0])
        stream = io.BytesIO()
        image.save(stream, "PNG")
        mask = base64.b64encode(stream.getvalue()).decode()
        imported = read(path, document(a_shape("mask", [[5, 6], [6, 7]], mask=mask)))
        assert imported.markers == (Pixels(id=1, class_id=1, runs=((6, 6, 1), (7, 5, 1))),)

    def test_shapes_outside_the_image(self, path: Path) -> None:
        content = document(
            a_shape("point", [[-50, 1e7]]),
            a_shape("polygon", [[-9, -9], [-5, -9], [-5, -5]]),
            a_shape("mask", [[40, 0], [40, 0]], mask=a_mask([[255]])),
            a_shape("circle", [[-1.5, 0.5], [1.5, 0.5]]),
        )
        imported = read(path, content)
        assert imported.notes[-1] == "2 shapes outside the image ignored"
        assert len(imported.markers) == 2
        assert [marker.id for marker in imported.markers] == [1, 2]
        assert np.argwhere(class_map(imported.markers, SIZE) == 1).tolist() == [
            [0, 0], [0, 1], [1, 0], [2, 0]
        ]  # fmt: skip

    def test_ignored_parts_are_noted(self, path: Path) -> None:
        content = document(
            a_shape("points", [[1, 1], [2, 2]]),
            a_shape("cuboid", []),
            a_shape("cuboid\n", [[1, 1]], "elephant"),
            a_shape("circle", [[1, 1], [2, 2]], group_id=4),
            imagePath="..\\images\\other.png",
        )
        imported = read(path, content)
        assert len(imported.markers) == 1
        assert imported.classes == CLASSES
        assert imported.notes == (
            "is for an image named 'other'",
            "unsupported shapes ignored: 1 points, 1 cuboid, 1 cuboid\\n",
            "groups, flags and descriptions ignored",
        )


BAD: dict[str, tuple[object, str]] = {
    "empty": (b"", "is not JSON"),
    "no JSON": (b"{", "is not JSON"),
    "truncated": (json.dumps(document(a_shape("point", [[1, 1]])))[:-30], "is not JSON"),
    "a list": (b"[1, 2]", "is not a labelme file: it holds no object"),
    "no UTF-8": (b'{"shapes": "\xff"}', "is not UTF-8"),
    "nested": (b'{"shapes":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    "a key twice": (b'{"shapes": [], "shapes": [{}]}', "key 'shapes' twice with different values"),
    "another format": ({"objects": []}, "has no shapes, so it is not a labelme file"),
    "COCO": ({"images": [], "annotations": []}, "is a COCO file, not one of labelme"),
    "GeoJSON": ({"type": "FeatureCollection", "features": []}, "is a GeoJSON file"),
    "VIA": ({"_via_img_metadata": {}}, "is a file of VIA"),
    "shapes of text": (document() | {"shapes": "x"}, "shapes: "),
    "a shape of text": (document("x"), "shapes.0: "),
    "another height": (document(imageHeight=31), "imageHeight is 31, but the image is 30 x 40"),
    "another width": (document(imageWidth=39), "imageWidth is 39"),
    "a side of text": (document(imageWidth="wide"), "imageWidth: "),
    "no label": (document({"points": [[1, 1]], "shape_type": "point"}), "shapes.0.label"),
    "an empty label": (document(a_shape("point", [[1, 1]], " ")), "the label is empty; give the"),
    "a label that is true": (document(a_shape("point", [[1, 1]], True)), "shapes.0.label"),  # type: ignore[arg-type]
    "no label at all": (document(a_shape("point", [[1, 1]], None)), "shapes.0.label"),  # type: ignore[arg-type]
    "a long label": (document(a_shape("point", [[1, 1]], "x" * 101)), "shapes.0.label"),
    "no points": (document({"label": "egg", "shape_type": "point"}), "shapes.0.points"),
    "a point of one": (document(a_shape("point", [[1]])), "shapes.0.points.0"),
    "a point of four": (document(a_shape("point", [[1, 2, 3, 4]])), "shapes.0.points.0"),
    "a point of digits": (document(a_shape("point", [["1", "2"]])), "shapes.0.points.0.0"),
    "a point that is true": (document(a_shape("point", [[True, 2]])), "shapes.0.points.0.0"),
    "a point of text": (document(a_shape("point", [["a", "b"]])), "shapes.0.points.0.0"),
    "too many": (document(a_shape("point", [[1, 1]] * 2)), "a point of 2 points; it needs 1"),
    "three corners": (document(a_shape("circle", [[1, 1]] * 3)), "a circle of 3 points"),
    "a long mask": (document(a_shape("mask", [[1, 1]] * 3)), "3 points; it needs 1 to 2"),
    "NaN": (
        b'{"shapes": [{"label": "a", "points": [[NaN, 1]]}]}',
        "points.0.0: Input should be a finite",
    ),
    "infinity": (
        b'{"shapes": [{"label": "a", "points": [[1, -Infinity]]}]}',
        "points.0.1: Input should be a finite",
    ),
    "over a float": (
        b'{"shapes": [{"label": "a", "shape_type": "point", "points": [[1e999, 1]]}]}',
        "shapes.0.points.0.0",
    ),
    "digits": (b'{"imageWidth": ' + b"1" * 5000 + b', "shapes": []}', "is not JSON"),
    "far away": (document(a_shape("point", [[1e8, 1]])), "less than or equal to 10000000"),
    "a large circle": (document(a_shape("circle", [[0, 0], [1e5, 0]])), "shapes.0: radius: "),
    "no mask": (document(a_shape("mask", [[1, 1]])), "shapes.0: the mask has no PNG header"),
    "no base64": (document(a_shape("mask", [[1, 1]], mask="%%%")), "the mask is not base64 text"),
    "no text": (document(a_shape("mask", [[1, 1]], mask=7)), "shapes.0.mask"),
    "a large mask": (
        document(a_shape("mask", [[1, 1]], mask=a_mask([[1] * 41]))), "shapes.0: the mask is too"
    ),
    "an own key of text": (
        document(a_shape("point", [[1, 1]], flimbuilder={"kind": "blob"})),
        "shapes.0.flimbuilder.kind",
    ),
    "an own radius of text": (
        document(a_shape("point", [[1, 1]], flimbuilder={"kind": "disk", "radius": "1"})),
        "shapes.0.flimbuilder.radius",
    ),
    "an own radius": (
        document(a_shape("point", [[1, 1]], flimbuilder={"kind": "disk", "radius": -1})),
        "shapes.0.flimbuilder.radius",
    ),
}  # fmt: skip


class TestTurned:
    """Shapes of a program that ignores the EXIF orientation lie on the stored image."""

    SHAPES = (
        a_shape("circle", [[10.5, 4.5], [13.5, 8.5]]),
        a_shape("linestrip", [[1, 1], [2, 9], [30.25, 1]]),
        a_shape("polygon", [[20.2, 10.9], [33.5, 10], [20, 25.7]]),
        a_shape("mask", [[5, 16], [6, 17]], mask=a_mask([[0, 255], [255, 0]])),
    )

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_markers_follow_the_pixels_of_pillow(self, path: Path, orientation: int) -> None:
        drawn = class_map(read(path, document(*self.SHAPES)).markers, SIZE) + 1
        upright = transposed(drawn.astype(np.uint8), orientation)
        turned = read_labelme(
            path, CLASSES, upright.shape, orientation=orientation, frame="stored"
        )
        np.testing.assert_array_equal(class_map(turned.markers, upright.shape) + 1, upright)

    def test_the_size_decides(self, path: Path) -> None:
        stored = document(*self.SHAPES)
        path.write_text(json.dumps(stored))
        assert read_labelme(path, CLASSES, (40, 30), orientation=6).placement == Placement(6)
        upright = read_labelme(path, CLASSES, SIZE, orientation=6, frame="stored")
        assert upright.placement == Placement(1)
        with pytest.raises(MarkerError, match="imageHeight is 30, but the image is 41 x 30"):
            read_labelme(path, CLASSES, (41, 30), orientation=6)

    def test_points_at_the_limit_of_coordinates(self, path: Path) -> None:
        path.write_text(json.dumps(document(a_shape("point", [[-1e7 + 1, 1]]))))
        with pytest.raises(MarkerError, match="turned with its image: center"):
            read_labelme(path, CLASSES, SIZE, orientation=3, frame="stored")

    def test_without_a_size_the_user_decides(self, path: Path) -> None:
        path.write_text(json.dumps({"shapes": self.SHAPES}))
        upright = read_labelme(path, CLASSES, SIZE, orientation=6)
        assert upright.placement == Placement(1, fits_both=True)
        turned = read_labelme(path, CLASSES, (40, 30), orientation=6, frame="stored")
        assert turned.placement == Placement(6, fits_both=True)


READ_AND_MEASURE = """
import sys
from pathlib import Path
from flimbuilder.exchange.labelme import read_labelme
from flimbuilder.model.memory import peak_rss_mb  # unlike ru_maxrss without the parent's peak

markers = read_labelme(Path(sys.argv[1]), (), (3000, 4000)).markers
print(len(markers), round(peak_rss_mb()))
"""


class TestRefuse:
    @pytest.mark.parametrize("name", BAD)
    def test_one_line_that_names_the_file(self, path: Path, name: str) -> None:
        content, words = BAD[name]
        with pytest.raises(MarkerError) as caught:
            read(path, content)
        line = str(caught.value)
        assert line.startswith(f"{path}: ")
        assert line.count(str(path)) == 1
        assert "\n" not in line
        assert len(line) < 300 + len(str(path))
        assert words in line

    def test_no_file(self, path: Path) -> None:
        with pytest.raises(MarkerError, match=r"can't read .*egg\.json: No such file"):
            read_labelme(path, CLASSES, SIZE)
        path.mkdir()
        with pytest.raises(MarkerError, match="is a folder"):
            read_labelme(path, CLASSES, SIZE)

    def test_a_million_shapes(self, path: Path) -> None:
        shape = '{"label":"a","points":[[1,1]],"shape_type":"point"}'
        with pytest.raises(MarkerError, match="has 1000000 labels; at most 100000"):
            read(path, '{"shapes":[' + ",".join([shape] * 1_000_000) + "]}")

    @pytest.mark.parametrize(
        ("limit", "words"), [("MAX_LISTS", "points and other lists"), ("MAX_VALUES", "values")]
    )
    def test_too_many_values(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, words: str
    ) -> None:
        monkeypatch.setattr(labelme, limit, 10)
        with pytest.raises(MarkerError, match=rf"has \d+ {words}; at most 10: split it"):
            read(path, document(a_shape("linestrip", [[1, 1]] * 20)))

    @pytest.mark.slow
    def test_60_megabytes(self, tmp_path: Path) -> None:
        """A file of 2.8 million points takes at most 1.5 GB; it has taken 3.5 GB."""
        path = tmp_path / "egg.json"
        shape = json.dumps(a_shape("linestrip", [[1234.567, 12.345]] * 5000))
        path.write_text('{"shapes": [' + ",".join([shape] * 560) + "]}")
        done = subprocess.run(
            [sys.executable, "-c", READ_AND_MEASURE, path],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        n_markers, megabytes = map(int, done.stdout.split())
        assert n_markers == 560
        assert megabytes < 1_500

    def test_huge_outlines(self, path: Path) -> None:
        size = (30_000, 40_000)
        path.write_text(
            json.dumps({"shapes": [a_shape("polygon", [[0, 0], [4e4, 0], [4e4, 3e4]])]})
        )
        with pytest.raises(MarkerError, match="its outlines cover 1200090000 pixels and cross"):
            read_labelme(path, CLASSES, size)

    def test_a_huge_file(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(labelme, "MAX_BYTES", 10)
        with pytest.raises(MarkerError, match="is larger than 10 bytes"):
            read(path, document())


def rewritten(path: Path, markers: list[Marker]) -> LabelmeImport:
    write_labelme(path, markers, CLASSES, SIZE, "images/egg.png")
    return read_labelme(path, CLASSES, SIZE)


coordinate = st.floats(-60, 60)
point = st.tuples(coordinate, coordinate)
common = {
    "class_id": st.sampled_from([0, 1, None]),
    "use": st.sampled_from(["both", "kernels", "normalisation"]),
    "id": st.just(1),
}
marker = st.one_of(
    st.builds(Disk, center=point, radius=st.floats(0, 30), **common),
    st.builds(
        Stroke,
        points=st.lists(point, min_size=1, max_size=6).map(tuple),
        radius=st.floats(0, 30),
        **common,
    ),
    st.builds(
        Pixels,
        runs=st.tuples(
            st.tuples(st.integers(0, 10), st.integers(0, 30), st.integers(1, 10)),
            st.tuples(st.integers(11, 29), st.integers(0, 30), st.integers(1, 10)),
        ),
        **common,
    ),
)


class TestRoundTrip:
    @QUICK
    @given(st.lists(marker, max_size=6))
    def test_the_same_markers(self, path: Path, drawn: list[Marker]) -> None:
        imported = rewritten(path, drawn)
        wanted = [marker.with_(id=number) for number, marker in enumerate(drawn, start=1)]
        assert list(imported.markers) == wanted
        assert imported.notes == ()

    def test_the_written_shapes(self, path: Path) -> None:
        """Each shape shows its marker by its points alone, without the recorded marker."""
        drawn = [
            Disk(id=3, class_id=1, center=(4, 10), radius=5),
            Disk(id=4, class_id=1, center=(1, 2), radius=0),
            Stroke(id=5, class_id=0, points=((20, 3), (22.25, 8)), radius=2),
            Stroke(id=7, class_id=None, points=((7, 7),), radius=3, use="kernels"),
            Pixels(id=9, class_id=1, runs=((6, 6, 1), (7, 5, 1))),
            Pixels(id=10, class_id=1, runs=((30, 0, 5),)),
        ]
        rewritten(path, drawn)
        written = json.loads(path.read_text())
        assert (written["imagePath"], written["imageData"]) == ("images/egg.png", None)
        assert (written["imageHeight"], written["imageWidth"]) == SIZE
        assert [
            (shape["label"], shape["shape_type"], shape["points"]) for shape in written["shapes"]
        ] == [
            ("egg", "circle", [[10.5, 4.5], [15.5, 4.5]]),
            ("egg", "point", [[2.5, 1.5]]),
            ("background", "linestrip", [[3.5, 20.5], [8.5, 22.75]]),
            ("__ignore__", "point", [[7.5, 7.5]]),
            ("egg", "mask", [[5, 6], [6, 7]]),
        ]
        for shape in written["shapes"]:
            assert shape["flags"] == {}
            assert shape["group_id"] is None
            assert isinstance(shape["description"], str)
        mask = imagecodecs.png_decode(base64.b64decode(written["shapes"][-1]["mask"]))
        assert (mask > 0).tolist() == [[False, True], [True, False]]

    def test_shapes_moved_in_labelme_stay_moved(self, path: Path) -> None:
        drawn = [
            Disk(id=1, class_id=1, center=(4, 10), radius=5),
            Stroke(id=2, class_id=0, points=((20, 3), (22, 8)), radius=2, use="kernels"),
        ]
        rewritten(path, drawn)
        written = json.loads(path.read_text())
        written["shapes"][0]["points"] = [[1.5, 2.5], [1.5, 5.5]]
        written["shapes"][1]["points"][0] = [4.5, 20.5]
        written["shapes"][1]["label"] = "egg"
        imported = read(path, written)
        assert imported.markers == (
            Disk(id=1, class_id=1, center=(2, 1), radius=3),
            Stroke(id=2, class_id=1, points=((20, 4), (22, 8)), radius=2, use="kernels"),
        )
        assert imported.notes == ()

    def test_classes_keep_their_ids(self, path: Path) -> None:
        given_names = ("water", "larva", "egg")
        classes = [default_class(i).with_(name=name) for i, name in enumerate(given_names)]
        drawn = [Disk(id=i + 1, class_id=2 - i, center=(i, i), radius=1) for i in range(3)]
        write_labelme(path, drawn, classes, SIZE, "egg.png")
        new = (default_class(0), default_class(1))
        imported = read_labelme(path, new, SIZE, unused=(0, 1))
        assert imported.markers == tuple(drawn)
        assert [(entry.id, entry.name) for entry in imported.classes] == list(
            enumerate(given_names)
        )

    def test_an_unknown_class(self, path: Path) -> None:
        drawn = [Disk(id=1, class_id=7, center=(1, 1), radius=1)]
        imported = rewritten(path, drawn)
        assert imported.markers == tuple(drawn)
        assert imported.classes[-1] == default_class(7)

    def test_a_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(SaveError, match="can't write"):
            write_labelme(tmp_path / "none" / "egg.json", [], CLASSES, SIZE, "egg.png")


# Labels and classes

NEW = (default_class(0), default_class(1))  # the classes of a new project


def names(labels: ClassLabels) -> dict[int, str]:
    return {entry.id: entry.name for entry in labels.classes}


def test_labels_name_the_classes_of_a_new_project() -> None:
    labels = ClassLabels(NEW, unused=(0, 1))
    assert [labels.id_of(label) for label in ("egg", "background", "dirt", "egg")] == [1, 0, 2, 1]
    assert names(labels) == {0: "background", 1: "egg", 2: "dirt"}
    assert labels.classes[1].colour == NEW[1].colour


def test_a_class_in_use_keeps_its_name() -> None:
    labels = ClassLabels(NEW)
    assert labels.id_of("egg") == 2
    assert labels.id_of("object") == 1
    assert names(labels) == {0: "background", 1: "object", 2: "egg"}


def test_a_renamed_class_keeps_its_name() -> None:
    labels = ClassLabels((NEW[0], NEW[1].with_(name="larva")), unused=(0, 1))
    assert labels.id_of("egg") == 2
    assert labels.id_of("larva") == 1


def test_a_matched_class_keeps_its_name() -> None:
    labels = ClassLabels(NEW, unused=(0, 1))
    assert [labels.id_of(label) for label in ("object", "egg")] == [1, 2]


def test_the_default_name_of_a_renamed_class_is_free() -> None:
    labels = ClassLabels((default_class(0), default_class(1)), unused=(1,))
    assert [labels.id_of(label) for label in ("egg", "object", "Object")] == [1, 2, 2]
    assert names(labels) == {0: "background", 1: "egg", 2: "object"}


@pytest.mark.parametrize("label", ["_background_", "background", "Background "])
def test_labels_of_the_background(label: str) -> None:
    water = NEW[0].with_(name="water")
    assert ClassLabels((water, NEW[1])).id_of(label) == 0
    nothing = ClassLabels(())
    assert nothing.id_of(label) == 0
    assert nothing.classes == (default_class(0),)


def test_an_exact_name_takes_precedence() -> None:
    odd = ClassLabels((NEW[0].with_(name="water"), NEW[1].with_(name="Background")))
    assert odd.id_of("Background") == 1


def test_preferred_ids() -> None:
    labels = ClassLabels(NEW, unused=(0, 1))
    assert labels.id_of("sky", preferred_id=7) == 7
    assert labels.id_of("water", preferred_id=0) == 0
    assert labels.id_of("egg", preferred_id=7) == 1  # 7 is taken
    assert names(labels) == {0: "water", 1: "egg", 7: "sky"}


def test_too_many_classes() -> None:
    labels = ClassLabels(NEW)
    for number in range(2, 255):
        assert labels.id_of(f"label {number}") == number
    with pytest.raises(MarkerError, match=r"label 'one more' needs .* at most 255"):
        labels.id_of("one more")


def test_labels_are_unique() -> None:
    entries = [
        ClassEntry(id=number, name=name, colour="#000000")
        for number, name in enumerate(("water", "egg", "egg"))
    ]
    assert unique_labels(entries) == {0: "water", 1: "egg 1", 2: "egg 2"}
