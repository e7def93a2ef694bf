"""What verification requests say: who asks, where the answer goes, and whether it is signed."""
