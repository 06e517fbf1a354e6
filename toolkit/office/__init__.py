"""An office with several workspaces: which they are, what is due in all of them, and where a return belongs."""
