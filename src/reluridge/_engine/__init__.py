"""What float64 needs beneath the lecture: checks of input, and arithmetic that keeps its digits."""
