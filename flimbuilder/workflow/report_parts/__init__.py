"""Parts of the report on a project: pictures, results, kernels and explanations."""
