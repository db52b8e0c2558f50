"""The dashboard: pages for people, served beside the HTTP service; imported by `serve` alone.

Pages are thin: each fact comes from the functions that the command line and the service call too.
"""
