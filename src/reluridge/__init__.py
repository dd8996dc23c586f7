"""ReLU & Ridge: a deep-learning lecture that runs.

Every claim of the lecture stands in a docstring, next to the code that computes
it, with a doctest that would fail if the claim were false.

>>> import reluridge as rr
>>> rr.ridge([[1], [1]], [2, 4], lam=2).round(12).tolist()
[1.5]
"""

from reluridge.regularization.data_augmentation import append_fake_data, ridge_fake_data
from reluridge.regularization.feature_augmentation import (
    append_fake_features,
    kernel_ridge,
    random_relu_features,
    ridge_dual,
    ridge_fake_features,
)
from reluridge.regularization.gradient_descent import (
    best_step_size,
    descend,
    gradient,
    gradient_step,
    iterate,
    step_size_limit,
    weight_decay_step,
)
from reluridge.regularization.least_squares import (
    RidgeSums,
    degrees_of_freedom,
    leave_one_out,
    ols,
    ridge,
    ridge_bias_variance,
    ridge_normal_equations,
    ridge_path,
)
from reluridge.regularization.loss import (
    Convention,
    conventions,
    convert_lambda,
    mean_loss,
    regularized_loss,
    squared_error,
)
from reluridge.relu_net.approximation import ReLUNet, relu
from reluridge.relu_net.dead_relus import dead_margin, elbow_cdf, probability_dead, unit_states
from reluridge.relu_net.initialization import (
    bias_init,
    gaussian,
    glorot_normal,
    he_normal,
    lecun_normal,
    second_moments,
    signal_and_gradient,
)
from reluridge.relu_net.training import History, SortedData, backprop, fit_output, train

__version__ = "0.1.0"

# In lecture order.
__all__ = [
    # 1.1 Approximation by elbows
    "relu",
    "ReLUNet",
    "backprop",
    "SortedData",
    "fit_output",
    "train",
    "History",
    # 1.2 Initialization
    "gaussian",
    "lecun_normal",
    "glorot_normal",
    "he_normal",
    "bias_init",
    "second_moments",
    "signal_and_gradient",
    # 1.3 Dead ReLUs
    "elbow_cdf",
    "probability_dead",
    "unit_states",
    "dead_margin",
    # 2.1 Regularization in the loss
    "squared_error",
    "mean_loss",
    "regularized_loss",
    "Convention",
    "conventions",
    "convert_lambda",
    # 2.2 Regularized least squares
    "ols",
    "ridge",
    "ridge_normal_equations",
    "degrees_of_freedom",
    "ridge_path",
    "ridge_bias_variance",
    "leave_one_out",
    "RidgeSums",
    # 2.2.1 Gradient descent
    "gradient",
    "gradient_step",
    "weight_decay_step",
    "descend",
    "iterate",
    "step_size_limit",
    "best_step_size",
    # 2.3 Data augmentation
    "append_fake_data",
    "ridge_fake_data",
    # 2.4 Feature augmentation
    "append_fake_features",
    "ridge_fake_features",
    "ridge_dual",
    "kernel_ridge",
    "random_relu_features",
]
