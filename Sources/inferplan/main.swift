print("inferplan")
