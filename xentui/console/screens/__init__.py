"""What covers the main screen for a while: dialogs, help, details, jobs."""
