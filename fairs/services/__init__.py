"""Services of fairs, one package member per noun."""
