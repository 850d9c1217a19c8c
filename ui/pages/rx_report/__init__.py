"""What a month of prescriptions looks like from the pharmacist: numbers by doctor and by rule."""
