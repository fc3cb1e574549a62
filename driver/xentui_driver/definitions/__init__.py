"""What an xl.cfg says and means, and the files it is kept in."""
