"""What a reader sees. Pure: values in, page text out."""
