"""Documents of fairs: dataclasses in, bytes or shapes out."""
