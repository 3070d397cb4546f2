"""Pages of PDFs as pictures: drawn by a process of their own, shown one below the other, with words marked on them."""
