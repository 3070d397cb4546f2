"""The panel that shows what goes to the gateway and what came back."""

from turbodesk.ui.inspector.panel import InspectorPanel

__all__ = ["InspectorPanel"]
