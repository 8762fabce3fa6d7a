"""What a journal means. Pure: text and dates in, values out."""
