"""Deploy: the endpoint, predictions of new rows, the server."""
