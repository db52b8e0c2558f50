"""A GraphQL server of an invented directory: teams and members, paged in every way."""
