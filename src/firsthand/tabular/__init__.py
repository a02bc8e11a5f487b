"""From any CSV pair to compared models, a submission and a report."""
