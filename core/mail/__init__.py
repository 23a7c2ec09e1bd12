"""E-mail and the mailbox: how a message is written, handed on, and what comes back."""
