"""Pages that span all apps: home, health, problem types."""
