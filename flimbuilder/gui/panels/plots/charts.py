"""All plots. It imports pyqtgraph: import it when a plot is shown."""

from flimbuilder.gui.panels.plots.areas_chart import AreasChart
from flimbuilder.gui.panels.plots.chart import Chart
from flimbuilder.gui.panels.plots.curves_chart import CurvesChart
from flimbuilder.gui.panels.plots.detection_charts import FrocChart, OverlapChart
from flimbuilder.gui.panels.plots.measures_chart import MeasuresChart

__all__ = ["AreasChart", "Chart", "CurvesChart", "FrocChart", "MeasuresChart", "OverlapChart"]
