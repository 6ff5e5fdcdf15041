"""Every list of the site and of the API, as data: how it gets a row, and what a filter keeps."""
