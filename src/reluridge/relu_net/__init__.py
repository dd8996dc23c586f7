"""Chapter 1: the basic ReLU net."""
