"""The first screen: paste a key, or try TurboDesk without one."""

from turbodesk.ui.onboarding.screen import OnboardingScreen

__all__ = ["OnboardingScreen"]
