"""What a search leads to in Precision."""
def entries(): return ()
