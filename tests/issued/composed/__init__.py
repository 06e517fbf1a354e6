"""Documents composed for the importer: plans of invented places in many builds, with the truth about each."""
