"""The outcome of a training → the report for people, and the chart in the demo's shop. No person is in it."""

from training.report.page import write_report
from training.report.quality import write_chart

__all__ = ["write_chart", "write_report"]
