"""Identification of the labelled images, measured in the background."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.exchange.class_tables import read_classes
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.session.identification import Identification
from flimbuilder.session.pooled_images import COMPARED, labelled_images
from flimbuilder.session.session import Message, Session
from tests.session.conftest import Pump, two_blocks
from tests.session.labelled_project import NAMES, make_labelled_project

OWNER = "test"


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    return make_labelled_project(tmp_path)


@pytest.fixture
def opened(session: Session, labelled: Path, pump: Pump) -> Session:
    """A session with the labelled project, built and watched."""
    session.open(labelled)
    session.builder.build()
    pump.settle(session)
    session.identification.watch(OWNER)
    wait(session, pump)
    return session


def wait(session: Session, pump: Pump) -> None:
    """Wait until there is nothing left to compute."""
    pump.until(lambda: not session.jobs.running and not session.identification.is_working)


def test_nothing_is_computed_unwatched(session: Session, labelled: Path, pump: Pump) -> None:
    session.open(labelled)
    session.builder.build()
    pump.settle(session)
    found = session.identification
    assert (found.shown, found.progress) == (None, (0, 16))


def test_the_numbers_of_the_command(opened: Session, labelled: Path, pump: Pump) -> None:
    """`classify train` on the same images, classes and model."""
    from flimbuilder.model.model import load_model
    from flimbuilder.workflow.identification.classify import train_classifier

    found = opened.identification
    found.ask(blocks=(1, 2), pooling="grid2", classifier="logistic", folds=4)
    wait(opened, pump)
    assert found.shown is not None
    assert found.is_fresh
    opened.document.save()
    wait(opened, pump)
    model = load_model(labelled / "models" / "default")
    trained = train_classifier(
        model, [labelled.parent / "images"], labelled.parent / "classes.csv",
        blocks=(1, 2), pooling="grid2", classifier="logistic", folds=4,
    )  # fmt: skip
    assert trained.validation is not None
    assert found.shown.validation.as_json() == trained.validation.as_json()
    assert np.array_equal(found.shown.features, trained.features)
    assert [image.entry.name for image in found.shown.images] == list(trained.names)


def test_a_mistake_and_the_strokes_behind_it(opened: Session, pump: Pump) -> None:
    found = opened.identification
    assert found.shown is not None
    mistakes = {mistake.name: mistake for mistake in found.shown.identified()}
    assert (mistakes["15.png"].label, mistakes["15.png"].assigned) == ("red", "blue")
    assert (mistakes["16.png"].label, mistakes["16.png"].assigned) == ("blue", "red")
    assert found.pulls is None
    found.explain(mistakes["15.png"].image)
    wait(opened, pump)
    assert found.pulls
    project = opened.document.project
    strongest = found.pulls[0]
    assert strongest.pull > 0
    assert project.image(strongest.image).name in {"1.png", "2.png"}  # those with markers
    assert strongest.marker in {1, 2}
    assert [stroke.pull for stroke in found.pulls] == sorted(
        (stroke.pull for stroke in found.pulls), reverse=True
    )
    found.explain(None)
    assert found.pulls is None


def test_the_images_of_a_cell(opened: Session) -> None:
    found = opened.identification
    assert found.shown is not None
    confusion = found.shown.validation.confusion
    names = found.shown.validation.classes
    for row, truth in enumerate(names):
        for column, assigned in enumerate(names):
            images = found.shown.identified((truth, assigned))
            assert len(images) == confusion[row, column]
            assert all(image.is_right == (row == column) for image in images)
    found.select_cell(("red", "red"))
    assert found.cell == ("red", "red")
    opened.classes.rename(1, "scarlet")
    assert found.shown.request == found.request


@pytest.mark.slow
def test_blocks_and_poolings_are_compared(opened: Session, pump: Pump) -> None:
    found = opened.identification
    assert found.measures == {}
    found.show_part("blocks")
    wait(opened, pump)
    assert set(found.measures) == {(block, pooling) for block in (1, 2) for pooling in COMPARED}
    found.ask(blocks=(1,), pooling="max")
    wait(opened, pump)
    measured = found.measures[1, "max"]
    assert found.shown is not None
    assert measured is not None
    assert measured.accuracy == found.shown.validation.measures["accuracy"]
    assert measured.dimension == found.shown.dimension


@pytest.mark.slow
def test_the_learning_curve(opened: Session, pump: Pump) -> None:
    found = opened.identification
    found.show_part("curve")
    wait(opened, pump)
    assert found.curve is not None
    assert [point.share for point in found.curve] == [0.01, 0.05, 0.25, 0.5, 1.0]
    found.ask(classifier="rbf")
    assert found.curve is None


def test_every_pixel_as_a_feature(opened: Session, pump: Pump) -> None:
    found = opened.identification
    found.ask(pooling="flatten", blocks=(2,))
    wait(opened, pump)
    assert found.shown is not None
    assert found.shown.features.shape == (16, 8 * 12 * 12)
    found.explain(found.shown.identified()[0].image)
    wait(opened, pump)
    assert found.pulls
    found.ask(pooling="grid2", blocks=(2,))
    wait(opened, pump)
    assert found.shown.features.shape == (16, 8 * 4)


def test_labels_change_the_numbers_but_images_are_encoded_once(
    opened: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = opened.identification
    first = found.shown
    monkeypatch.setattr("flimbuilder.session.identification_plan.pool_images", None)
    image = labelled_images(opened.document.project)[0].entry.id
    opened.image_labels.give([image], 2)
    assert found.shown is first
    assert not found.is_fresh
    wait(opened, pump)
    assert found.is_fresh
    assert found.shown is not first
    opened.undo()
    wait(opened, pump)
    assert found.shown is not None
    assert first is not None
    assert found.shown.validation.as_json() == first.validation.as_json()


def test_another_build_is_identified_anew(opened: Session, pump: Pump) -> None:
    found = opened.identification
    first = found.shown
    opened.set_seed(7)
    opened.builder.build()
    wait(opened, pump)
    assert found.is_fresh
    assert found.shown is not first


def test_faults_are_one_line(opened: Session, pump: Pump) -> None:
    found = opened.identification
    found.ask(folds=17)
    wait(opened, pump)
    assert found.fault == "17 folds and 16 images; give at most 16 folds"
    found.ask(folds=5)
    wait(opened, pump)
    assert found.fault is None
    everything = [image.entry.id for image in labelled_images(opened.document.project)]
    opened.image_labels.give(everything, 1)
    wait(opened, pump)
    assert found.fault == "all 16 images are of one class; give images of two or more"
    opened.image_labels.give(everything[:1], 2)
    wait(opened, pump)
    assert "class blue has one image" in str(found.fault)
    opened.image_labels.give(everything, None)
    assert "no image has a class" in str(found.fault)
    assert found.shown is None


def test_a_missing_image_is_left_out(session: Session, pump: Pump, labelled: Path) -> None:
    (labelled.parent / "images" / "5.png").unlink()
    session.open(labelled)
    session.builder.build()
    found = session.identification
    found.watch(OWNER)
    wait(session, pump)
    assert found.shown is not None
    assert "5.png" not in [image.entry.name for image in found.shown.images]
    assert len(found.left_out) == 1
    assert "5.png" in found.left_out[0]
    assert found.progress == (16, 16)


def test_the_saved_classifier_assigns_the_same(
    opened: Session, pump: Pump, tmp_path: Path, messages: list[Message]
) -> None:
    from flimbuilder.imaging.read import read_image
    from flimbuilder.tasks.identification.classifier import load_classifier

    found, lines = opened.identification, list[str]()
    found.save(tmp_path / "cells.classifier", lines.append)
    wait(opened, pump)
    assert [line.split(":")[0] for line in lines] == ["Saved the classifier"]
    assert not messages
    classifier = load_classifier(tmp_path / "cells.classifier")
    assert set(classifier.classes) == set(NAMES.values())
    assigned = classifier.predict(read_image(tmp_path / "images" / "1.png").pixels)
    assert assigned == "red"


@pytest.mark.slow
def test_the_saved_classifier_is_that_of_the_command(
    session: Session, pump: Pump, tmp_path: Path, shared_data: Path
) -> None:
    """Real images of two classes: the same files, so the same classes everywhere."""
    from flimbuilder.model.model import load_model
    from flimbuilder.workflow.create import new_project
    from flimbuilder.workflow.identification.classify import train_classifier

    cells, rows = shared_data / "leukocytes", ["image,class"]
    names = [f"{number:03d}" for number in (1, 2, 3, 4, 5, 6, 7, 16, 19, 25)]
    known = read_classes(cells / "classes.csv")
    rows += [f"{name},{known[str(int(name))]}" for name in names]
    (tmp_path / "classes.csv").write_text("\n".join(rows))
    images, folder = [cells / "images" / f"{name}.png" for name in names], tmp_path / "cells.flim"
    new_project(folder, images, classes=tmp_path / "classes.csv")
    session.open(folder)
    session.set_architecture(two_blocks())
    session.set_decoder(DecoderChoice(id="lm"))
    for entry, class_id in zip(session.document.project.images[:2], (1, 2), strict=True):
        session.update_view(image=entry.id, class_id=class_id)
        session.drawing.disk((60.0, 60.0))
        session.update_view(class_id=0)
        session.drawing.disk((5.0, 5.0))
    session.document.save()
    session.builder.build()
    pump.settle(session)
    session.identification.watch(OWNER)
    wait(session, pump)
    session.identification.save(tmp_path / "window", lambda line: None)
    wait(session, pump)
    model = load_model(folder / "models" / "default")
    train_classifier(model, images, tmp_path / "classes.csv", tmp_path / "command")
    for name in sorted(path.name for path in (tmp_path / "command").iterdir()):
        ours, theirs = (tmp_path / place / name for place in ("window", "command"))
        assert ours.read_bytes() == theirs.read_bytes(), name


def test_kernels_are_shared_by_difficulty(opened: Session, pump: Pump) -> None:
    found = opened.identification
    assert found.shown is not None
    recall = found.shown.validation.recall
    found.share_kernels(by_difficulty=True)
    shares = opened.document.project.architecture.class_shares
    expected = {1: 1 - recall["red"], 2: 1 - recall["blue"]}
    assert {share.class_id: share.share for share in shares} == pytest.approx(
        {class_id: max(0.05, missed) for class_id, missed in expected.items()}
    )
    assert opened.builder.stale_block == 1
    assert opened.document.undo_label == "Share kernels by difficulty of the classes"
    found.share_kernels(by_difficulty=False)
    assert opened.document.project.architecture.class_shares == ()


def test_the_order_of_the_images_does_not_matter(opened: Session) -> None:
    project = opened.document.project
    turned = project.with_(images=tuple(reversed(project.images)))
    assert labelled_images(turned) == labelled_images(project)
    names = [image.entry.name for image in labelled_images(turned)]
    assert names[:3] == ["1.png", "2.png", "3.png"]


@pytest.mark.slow
def test_the_users_work_comes_first(opened: Session, pump: Pump) -> None:
    found: Identification = opened.identification
    found.show_part("curve")
    opened.set_seed(7)
    opened.builder.build()
    assert not found.is_working
    wait(opened, pump)
    assert found.curve is not None
