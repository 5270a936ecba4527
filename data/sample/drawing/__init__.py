"""How the sample's pictures are drawn: `press` prints, the other files hold one function per picture."""
