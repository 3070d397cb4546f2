"""What the desktop around the window shows of the program: notifications, a mark at its icon, an icon in the tray."""
