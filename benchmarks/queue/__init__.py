"""How long somebody who presses the button waits on a busy day."""
