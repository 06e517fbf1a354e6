"""总览: how its parts are drawn."""
