"""What the API is measured against: the floor below it and a plain way of writing it."""
