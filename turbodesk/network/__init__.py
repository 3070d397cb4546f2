"""What every way to the network needs: its proxy, its certificates, and the waits that servers ask for."""
