"""The reports of several bodies for one period in one document, with totals over all of them."""
