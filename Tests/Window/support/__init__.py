"""What the tests of the window are made of."""
