"""JAX: the slope that its ReLU has at 0."""

import jax
import jax.numpy as jnp
import pytest

import reluridge as rr


@pytest.mark.backs(r":math:`\operatorname{relu}'(0) = 0`, as PyTorch and JAX do")
def test_relu_at_zero():
    """`jax.numpy.maximum`, as the control, splits the difference."""
    assert float(jax.grad(jax.nn.relu)(0.0)) == 0
    assert float(jax.grad(lambda z: jnp.maximum(z, 0.0))(0.0)) == 0.5
    net = rr.ReLUNet([1], [0], [1], 0)
    assert rr.backprop(net, [0], [-1])[1].b.tolist() == [0]
