"""The course as it lies in the folders: lessons, their cells, explorables."""
