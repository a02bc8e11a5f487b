"""Processes that run a learner's cells, and JupyterLab beside them."""
