"""The lessons: content only. `firsthand.course.content.catalog` reads these folders; nothing is registered by hand."""
