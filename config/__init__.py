"""Project package: settings, URL configuration, the supervised stack and the demo story."""
