"""Our own scikit-learn estimators and transformers, made of scikit-learn and NumPy alone."""
