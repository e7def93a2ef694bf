"""What on a page could be an answer by its own shape, the model of what stands around it, and the gaps it fills."""
