"""趋势: how its parts are drawn."""
