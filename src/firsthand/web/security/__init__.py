"""What stands between foreign text and a page: who may come in, what may run, what HTML may hold."""
