"""The connection check: the way to a gateway and what it can do, line by line, in plain words."""

from turbodesk.app.doctor.check import Learn, Subject, examine
from turbodesk.app.doctor.words import CHECKS, COST

__all__ = ["CHECKS", "COST", "Learn", "Subject", "examine"]
