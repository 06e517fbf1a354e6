"""The screens; every module here may hold one, as ``SCREEN``. A module is found by lying here."""
