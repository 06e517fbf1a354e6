"""Parts of the facade of an office, which `toolkit.workspace` puts together; a line or two for each act."""
