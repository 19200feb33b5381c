"""Whole slides of DICOM, written by pydicom: a file for each level."""

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

SLIDE_CLASS = "1.2.840.10008.5.1.4.1.1.77.1.6"


def write_dicom_slide(folder, levels, tile=64, millimetres=0.0005, name="level"):
    """Write the levels of a slide, RGB in 8 bits, and return their files."""
    uids = {tag: generate_uid(entropy_srcs=[name, tag]) for tag in ("study", "series", "frame")}
    files = []
    for number, level in enumerate(levels):
        height, width = level.shape[:2]
        factor = levels[0].shape[0] / height
        data = _head(name, number)
        data.StudyInstanceUID, data.SeriesInstanceUID = uids["study"], uids["series"]
        data.FrameOfReferenceUID = uids["frame"]
        data.Rows = data.Columns = tile
        data.TotalPixelMatrixRows, data.TotalPixelMatrixColumns = height, width
        data.ImagedVolumeHeight = levels[0].shape[0] * millimetres
        data.ImagedVolumeWidth = levels[0].shape[1] * millimetres
        measures, shared = Dataset(), Dataset()
        measures.PixelSpacing, measures.SliceThickness = [millimetres * factor] * 2, 0.001
        shared.PixelMeasuresSequence = Sequence([measures])
        data.SharedFunctionalGroupsSequence = Sequence([shared])
        frames = _tiles(level, tile)
        data.NumberOfFrames, data.PixelData = len(frames), frames.tobytes()
        files.append(folder / f"{name}{number}.dcm")
        data.save_as(files[-1], enforce_file_format=True)
    return files


def _head(name, number):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = SLIDE_CLASS
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=[name, str(number)])
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data = Dataset()
    data.file_meta = meta
    data.SOPClassUID = SLIDE_CLASS
    data.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    kinds = ("DERIVED", "RESAMPLED") if number else ("ORIGINAL", "NONE")
    data.ImageType = [kinds[0], "PRIMARY", "VOLUME", kinds[1]]
    data.Modality, data.DimensionOrganizationType = "SM", "TILED_FULL"
    data.SamplesPerPixel, data.PhotometricInterpretation = 3, "RGB"
    data.PlanarConfiguration = data.PixelRepresentation = 0
    data.BitsAllocated, data.BitsStored, data.HighBit = 8, 8, 7
    data.TotalPixelMatrixFocalPlanes = data.NumberOfOpticalPaths = 1
    path = Dataset()
    path.OpticalPathIdentifier = "1"
    data.OpticalPathSequence = Sequence([path])
    return data


def _tiles(level, side):
    """Return the tiles of an image, row by row, the last ones filled with zeros."""
    height, width = level.shape[:2]
    down, across = -(-height // side), -(-width // side)
    padded = np.zeros((down * side, across * side, 3), np.uint8)
    padded[:height, :width] = level
    return padded.reshape(down, side, across, side, 3).swapaxes(1, 2).reshape(-1, side, side, 3)
