"""The sheet that shows a connection check while it goes on."""

from turbodesk.ui.doctor.sheet import DoctorSheet

__all__ = ["DoctorSheet"]
