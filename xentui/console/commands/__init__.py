"""What the keys of the console do, and the palette that lists them."""
