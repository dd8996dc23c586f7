"""A Matplotlib backend without windows: ``MPLBACKEND=module://shown``.

What `show` would show it saves, one numbered file for each figure, in the current folder.
"""

import sys

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg


class FigureManager(FigureManagerBase):
    """Saves instead of showing."""

    @classmethod
    def pyplot_show(cls, *, block=None):
        """Save all figures, and complain if something does not fit into one."""
        for manager in Gcf.get_all_fig_managers():
            figure = manager.canvas.figure
            figure.savefig(f"{manager.num}.png")
            content = figure.get_tightbbox()
            width, height = figure.get_size_inches()
            if min(content.x0, content.y0, width - content.x1, height - content.y1) < -0.02:
                print(f"figure {manager.num} is cut off: {content}", file=sys.stderr)


class FigureCanvas(FigureCanvasAgg):
    """Draws as usual."""

    manager_class = FigureManager
