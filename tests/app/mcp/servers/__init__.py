"""Tool servers that behave badly, each as a real process."""
