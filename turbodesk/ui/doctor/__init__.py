"""The dialog that shows a connection check while it goes on."""

from turbodesk.ui.doctor.dialog import DoctorDialog

__all__ = ["DoctorDialog"]
