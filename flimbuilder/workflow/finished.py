"""Large images whose results are complete: a command of several need not predict them again.

The work folder of such an image keeps one file until the command ends: what was asked, which files
were written, and the objects that tables of all images need.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.objects import ObjectTable
from flimbuilder.model.batches.work import FINISHED_FILE, WorkFolder
from flimbuilder.project.files import save_error, write_atomically
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.workflow.predicted import Predicted

if TYPE_CHECKING:
    from flimbuilder.project.project import ClassEntry

__all__ = ["FinishedImages"]

TABLE, COCO = "MeasuredImage", "CocoImage"  # what outputs of all images collect
COLUMN, RUNS, ENDS = "column ", "coco runs", "coco ends"
Collected = Mapping[str, Any]


@dataclass
class FinishedImages:
    """The images that one command has finished, each in its work folder.

    Attributes
    ----------
    classes : sequence of ClassEntry, default=()
        Of the model.
    is_kept : bool, default=False
        Whether to keep images; a command of one image need not.
    """

    classes: "Sequence[ClassEntry]" = ()
    is_kept: bool = False
    _works: list[WorkFolder] = field(default_factory=list)

    def find(
        self, work: WorkFolder, asked: Mapping[str, Any], planned: Predicted
    ) -> tuple[Predicted, dict[str, Any]] | None:
        """Return what an earlier run wrote and collected; None if anything has changed since.

        Parameters
        ----------
        work : WorkFolder
        asked : mapping
            What the results depend on, in JSON's types.
        planned : Predicted
            The files that would be written.
        """
        if work.restart:
            return None
        try:
            content = (work.path / FINISHED_FILE).read_bytes()
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                found = dict(arrays)
            about = json.loads(str(found["about"]))
            files = {str(path): _state(path) for path in planned.files}
            if about["key"] != _key(work, asked) or about["files"] != files:
                return None
            predicted, collected = self._restored(about, found, planned)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
            return None
        self._works.append(work)
        return predicted, collected

    def add(
        self,
        work: WorkFolder,
        asked: Mapping[str, Any],
        predicted: Predicted,
        collected: Collected,
    ) -> None:
        """Keep an image whose files are written.

        Raises
        ------
        SaveError
            If the disk is full.
        """
        kinds = {output_id: type(value).__name__ for output_id, value in collected.items()}
        if not self.is_kept or not set(kinds.values()) <= {TABLE, COCO}:
            return
        about: dict[str, Any] = {
            "key": _key(work, asked),
            "files": {str(path): _state(path) for path in predicted.files},
            "collected": kinds,
        }
        arrays: dict[str, NDArray[Any]] = {}
        if predicted.objects is not None:
            size = predicted.objects.pixel_size
            about["pixel_size"] = size and size.model_dump(mode="json")
            for name, column in predicted.objects.columns.items():
                arrays[f"{COLUMN}{name}"] = column
        for output_id, value in collected.items():
            about["name"], about["size"] = value.name, list(value.size)
            if kinds[output_id] == COCO:
                arrays |= {RUNS: value.counts, ENDS: value.ends}
        arrays["about"] = np.array(json.dumps(about))
        content = io.BytesIO()
        np.savez_compressed(content, **arrays)  # type: ignore[arg-type]
        try:
            work.path.mkdir(exist_ok=True)
        except OSError as error:
            raise save_error(work.path, error, "the results are complete") from None
        write_atomically(work.path / FINISHED_FILE, content.getvalue())
        self._works.append(work)

    def clear(self) -> None:
        """Forget all images, at the end of the command."""
        for work in self._works:
            work.remove()
        self._works.clear()

    def _restored(
        self, about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], planned: Predicted
    ) -> tuple[Predicted, dict[str, Any]]:
        """Return the prediction and what it collected, from the content of a file."""
        from flimbuilder.analysis.image_tables import MeasuredImage
        from flimbuilder.exchange.coco import CocoImage

        if "pixel_size" not in about:
            return planned, {}
        size = about["pixel_size"]
        objects = ObjectTable(
            {
                name.removeprefix(COLUMN): column
                for name, column in arrays.items()
                if name.startswith(COLUMN)
            },
            None if size is None else PixelSize.model_validate(size),
        )
        collected: dict[str, Any] = {}
        for output_id, kind in about["collected"].items():
            name, sides = about["name"], (int(about["size"][0]), int(about["size"][1]))
            if kind == COCO:
                runs, ends = arrays[RUNS], arrays[ENDS]
                collected[output_id] = CocoImage(name, sides, objects, runs, ends)
            else:
                collected[output_id] = MeasuredImage(name, sides, self.classes, objects)
        return replace(planned, objects=objects), collected


def _state(path: Path) -> list[int]:
    """Return the size and the time of change of a file or folder."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _key(work: WorkFolder, asked: Mapping[str, Any]) -> str:
    words = json.dumps([dict(work.identity), asked], sort_keys=True)
    return sha256(words.encode("utf-8", "surrogateescape")).hexdigest()
