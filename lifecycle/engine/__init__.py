"""Long work off the page: a queue in a table, a host, one killable child a task."""
