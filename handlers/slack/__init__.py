"""The humans' side: cards, modals and whispers out; buttons, submissions and messages in."""
