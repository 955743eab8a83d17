"""Numbers of a run → pictures as SVG, drawn here and now: wide and narrow, for light and for dark pages."""

from training.charts.bars import Bar, bar_chart
from training.charts.course import Step, course_chart
from training.charts.effects import Change, effect_chart
from training.charts.falling import Dot, Fall, falling_chart
from training.charts.groups import Group, Valued, group_chart
from training.charts.lines import Point, line_chart
from training.charts.volume import Counted, Course, volume_chart
from training.charts.within import Share, Words, within_chart

__all__ = [
    "Bar",
    "Change",
    "Counted",
    "Course",
    "Dot",
    "Fall",
    "Group",
    "Point",
    "Share",
    "Step",
    "Valued",
    "Words",
    "bar_chart",
    "course_chart",
    "effect_chart",
    "falling_chart",
    "group_chart",
    "line_chart",
    "volume_chart",
    "within_chart",
]
