from .flim.decoders import make_decoder as make_decoder
from .flim.estimator import FlimEncoder as FlimEncoder
from .flim.features import FlimFeatures as FlimFeatures
from .imaging.read import read_image as read_image
from .model.model import load_model as load_model
from .project.architecture import Architecture as Architecture
from .project.architecture import Block as Block
from .project.architecture import Pooling as Pooling
from .project.folder import open_project as open_project
from .project.markers import Disk as Disk
from .project.markers import Pixels as Pixels
from .project.markers import Stroke as Stroke

__version__: str
