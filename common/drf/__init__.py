"""What every API endpoint shares. Settings name `transport` and `schema`; views use `views`."""
