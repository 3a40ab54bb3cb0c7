"""The desk's letters: a message that every mail program can read, handed to an SMTP server."""
