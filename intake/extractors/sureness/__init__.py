"""How sure a value is: the signs for and against it, and the calibration that weighs them."""
