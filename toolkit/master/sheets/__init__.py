"""The sheets of the master, one a module: each declares a `toolkit.master.page.MasterSheet` as ``SHEET``."""
