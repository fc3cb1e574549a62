"""What an xl.cfg says and means, and the files that hold it."""
