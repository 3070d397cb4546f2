"""Storage that a person's computers share: what seals the files, and who keeps them."""
