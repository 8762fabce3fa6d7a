"""The bench: a made-up journal of any size, built by Afterview and by other generators."""
