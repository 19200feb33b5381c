"""The folder from which a stopped prediction of a large image is resumed."""

from pathlib import Path

from flimbuilder.errors import InputError
from flimbuilder.model.batches.work import WorkFolder, work_folder
from flimbuilder.model.inference import Note, no_note
from flimbuilder.project.stores import content_of, is_store
from flimbuilder.workflow.sources import ImageSource

__all__ = ["work_of"]


def work_of(
    source: ImageSource, folder: Path, *, restart: bool = False, on_note: Note = no_note
) -> WorkFolder:
    """Return the work folder of an image, beside its results.

    Parameters
    ----------
    source : ImageSource
    folder : Path
        Folder of the results.
    restart : bool, default=False
        Drop what an earlier run computed.
    on_note : callable, default does nothing
        Called if an earlier run is dropped, or continued.

    Raises
    ------
    InputError
        If the image cannot be found.
    """
    path = source.path
    identity = [path.name, "" if source.selection is None else source.selection.model_dump_json()]
    if is_store(path):
        identity.append(content_of(path)[0])
    else:  # hashing a slide would take minutes
        try:
            status = path.stat()
        except OSError as error:
            raise InputError(f"can't read {path}: {error.strerror or error}") from None
        identity += [str(status.st_size), str(status.st_mtime_ns)]
    place = work_folder(folder, source.stem)
    return WorkFolder(place, {"image": " ".join(identity)}, restart, on_note)
