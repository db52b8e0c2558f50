"""The API of Current RMS, rental software, as far as it is read here, with its webhooks."""
