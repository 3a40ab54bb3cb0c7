"""How a week went: counted, compared, said in words, and to whom and when it is told."""
