"""Changes as people read them: of a measure, of the register, two versions, who wrote what."""
