"""The subcommands of `syncline`, a module for each kind; each calls a function elsewhere."""
