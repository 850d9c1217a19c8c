"""Basic public health services: grades, targets, follow-up classes, screening, scores and indicators, each from the policy file."""
