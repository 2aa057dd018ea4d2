"""Workbooks that leave the house: the template to fill away from the network, and refused rows, marked."""
