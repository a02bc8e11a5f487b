"""The lessons: content only. `firsthand.course.catalog` reads these folders; nothing is registered by hand."""
