"""A change on its way to disk, so that nothing acknowledged and nothing typed is lost."""
