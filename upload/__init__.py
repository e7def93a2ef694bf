"""The upload interface: other systems hand papers over by HTTP."""
