"""What every other room stands on: errors, findings, whole files, locks, numerals, office packages, workers."""
