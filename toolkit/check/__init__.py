"""The catalogue as pandera schemas; failures as findings by cell."""
