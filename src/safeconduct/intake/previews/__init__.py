"""What a file looks like, drawn anew where it can do no harm; what its maker wrote in it stays out.

Nothing is imported here: the process that draws must not know the rest of the product.
"""
